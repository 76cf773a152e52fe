import {
  type FileHandle,
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openFileJournal } from '../../main/alerts/file-journal.ts';
import { silentLogger } from '../../main/diagnostics/logger.ts';
import { settle } from '../support/fake-clock.ts';
import { AlertBench, KeptLog } from './support/alert-bench.ts';

/** Windows knows no such modes. */
const OWNER_ONLY = process.platform === 'win32' ? 0o666 : 0o600;

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alert-journal-'));
  path = join(folder, 'alerts.journal');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What another run finds, after a kill or an ordinary end. */
async function unfinishedIn(file: string) {
  const journal = await openFileJournal(file, silentLogger);
  await journal.close();
  return journal.unfinished;
}

/** What every open file has in common: where a disk's refusal can be put. */
async function fileHandlePrototype(): Promise<FileHandle> {
  const probe = await open(path);
  await probe.close();
  return Object.getPrototypeOf(probe) as FileHandle;
}

const entry = (messageId: string, conversationId = 'c1') => ({ messageId, conversationId });

describe('a journal', () => {
  it('is empty at first, and readable by nobody else', async () => {
    const log = new KeptLog();
    const journal = await openFileJournal(path, log.logger);
    expect(journal.unfinished).toEqual([]);
    expect((await stat(path)).mode & 0o777).toBe(OWNER_ONLY);
    await journal.close();
    expect(log.lines).toEqual([]);
    expect(await readdir(folder)).toEqual(['alerts.journal']);
  });

  it('takes away what others were allowed', async () => {
    await writeFile(path, '');
    await chmod(path, 0o644);
    await unfinishedIn(path);
    expect((await stat(path)).mode & 0o777).toBe(OWNER_ONLY);
  });

  it('has a decision on the disk before it says so, and another run finds it after a kill', async () => {
    const journal = await openFileJournal(path, silentLogger);
    await journal.decided('m1', 'c1');
    expect(await readFile(path, 'utf8')).toBe('{"decided":"m1","conversation":"c1"}\n');
    await Promise.all([journal.decided('m2', 'c2'), journal.decided('m3', 'c1'), journal.finished('m2')]);
    // Not closed: the program was killed.
    expect(await unfinishedIn(path)).toEqual([entry('m1'), entry('m3')]);
    await journal.close();
  });

  it('flushes to the disk before it says so, all that came meanwhile at once', async () => {
    const journal = await openFileJournal(path, silentLogger);
    const prototype = await fileHandlePrototype();
    const write = vi.spyOn(prototype, 'write');
    const datasync = vi.spyOn(prototype, 'datasync');
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    await journal.decided('m1', 'c1');
    expect(datasync.mock.settledResults.map(({ type }) => type)).toEqual(['fulfilled']);
    expect(write.mock.invocationCallOrder[0]).toBeLessThan(datasync.mock.invocationCallOrder[0] ?? 0);
    await Promise.all(['m2', 'm3', 'm4', 'm5', 'm6', 'm7'].map((id) => journal.decided(id, 'c1')));
    expect(datasync.mock.calls.length).toBeLessThanOrEqual(3);
    await journal.close();
  });

  it('forgets what is finished, and only that', async () => {
    const journal = await openFileJournal(path, silentLogger);
    await journal.decided('m1', 'c1');
    await journal.decided('m2', 'c1');
    await journal.finished('m1');
    await journal.finished('never decided');
    await journal.finished('m1');
    await journal.close();
    expect(await unfinishedIn(path)).toEqual([entry('m2')]);
  });

  it('keeps what was unfinished until it is finished, over several runs', async () => {
    const first = await openFileJournal(path, silentLogger);
    await first.decided('m1', 'c1');
    await first.close();
    expect(await unfinishedIn(path)).toEqual([entry('m1')]);
    const third = await openFileJournal(path, silentLogger);
    expect(third.unfinished).toEqual([entry('m1')]);
    await third.finished('m1');
    await third.close();
    expect(await unfinishedIn(path)).toEqual([]);
  });

  it('takes no more lines after it was closed', async () => {
    const journal = await openFileJournal(path, silentLogger);
    const written = journal.decided('m1', 'c1');
    await journal.close();
    await written;
    await journal.decided('m2', 'c1');
    expect(await unfinishedIn(path)).toEqual([entry('m1')]);
  });

  it('passes over a last line that was cut off, wherever the kill came', async () => {
    const content = '{"decided":"m1","conversation":"c1"}\n{"decided":"m2","conversation":"cü"}\n';
    const bytes = Buffer.from(content);
    const firstLine = content.indexOf('\n');
    const lengths = Array.from({ length: bytes.length + 1 }, (_, length) => length).filter(
      (length) => length % 6 === 0 || Math.abs(length - firstLine) <= 2 || length >= bytes.length - 3,
    );
    for (const length of lengths) {
      await writeFile(path, bytes.subarray(0, length));
      const journal = await openFileJournal(path, silentLogger);
      // The line break itself need not be there.
      const expected =
        length >= bytes.length - 1
          ? [entry('m1'), entry('m2', 'cü')]
          : length >= firstLine
            ? [entry('m1')]
            : [];
      expect(journal.unfinished).toEqual(expected);
      // What comes next is not glued to the half line.
      await journal.decided('m3', 'c1');
      await journal.close();
      expect(await unfinishedIn(path)).toEqual([...expected, entry('m3')]);
    }
  });

  it('passes over lines that are no entries', async () => {
    await writeFile(
      path,
      [
        'nonsense',
        '{"decided":"m1"}',
        '{"conversation":"c1"}',
        '{"decided":5,"conversation":"c1"}',
        '{"decided":"","conversation":"c1"}',
        '["decided","m2"]',
        'null',
        '\u0000\u0000',
        '{"decided":"m3","conversation":"c1","more":true}',
        '{"__proto__":{"decided":"m4","conversation":"c1"}}',
        '{"finished":["m3"]}',
        '',
      ].join('\n'),
    );
    expect(await unfinishedIn(path)).toEqual([entry('m3')]);
  });

  it('reads anything at all without a complaint', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await writeFile(path, bytes);
        await unfinishedIn(path);
      }),
      { numRuns: 15 },
    );
  });

  it('tells any ids back as they were', async () => {
    const id = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(id, { minLength: 1, maxLength: 8 }),
        fc.nat(8),
        async (ids, finished) => {
          await rm(path, { force: true });
          const journal = await openFileJournal(path, silentLogger);
          for (const messageId of ids) void journal.decided(messageId, `of ${messageId}`);
          for (const messageId of ids.slice(0, finished)) void journal.finished(messageId);
          await journal.close();
          expect(await unfinishedIn(path)).toEqual(
            ids.slice(finished).map((messageId) => entry(messageId, `of ${messageId}`)),
          );
        },
      ),
      { numRuns: 15 },
    );
  });

  it('does not grow without end', async () => {
    const journal = await openFileJournal(path, silentLogger);
    await journal.decided('stays', 'c1');
    for (let round = 0; round < 40; round += 1) {
      const ids = Array.from({ length: 100 }, (_, index) => `m${String(round)}-${String(index)}`);
      for (const id of ids) void journal.decided(id, 'c1');
      await Promise.all(ids.map((id) => journal.finished(id)));
    }
    const lines = (await readFile(path, 'utf8')).split('\n').length;
    expect(lines).toBeLessThan(2_500);
    expect((await stat(path)).mode & 0o777).toBe(OWNER_ONLY);
    await journal.close();
    expect(await unfinishedIn(path)).toEqual([entry('stays')]);
  });
});

describe('where the disk refuses', () => {
  it('a folder stands in place of the file: alerts go on, and the log says it once', async () => {
    await mkdir(path);
    const log = new KeptLog();
    const journal = await openFileJournal(path, log.logger);
    await journal.decided('m1', 'c1');
    await journal.decided('m2', 'c1');
    await journal.finished('m1');
    expect(log.lines).toEqual([
      'The alert journal cannot be read {"code":"EISDIR"}',
      expect.stringMatching(/^The alert journal cannot be written \{"code":"(EISDIR|EPERM|EACCES)"\}$/u),
    ]);
    await rm(path, { recursive: true });
    await journal.decided('m3', 'c1');
    await journal.close();
    expect(await unfinishedIn(path)).toEqual([entry('m2'), entry('m3')]);
    expect(await readdir(folder)).toEqual(['alerts.journal']);
  });

  it('half a line was written: what comes next is not glued to it, and each trouble is told', async () => {
    const log = new KeptLog();
    const journal = await openFileJournal(path, log.logger);
    const datasync = vi.spyOn(await fileHandlePrototype(), 'datasync');
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const diskFills = async () => {
      datasync.mockImplementationOnce(async () => {
        await writeFile(path, '{"decided":"m1","conv', { flag: 'a' });
        throw Object.assign(new Error('no space left, m1'), { code: 'ENOSPC' });
      });
      await journal.decided('m1', 'c1');
    };
    await diskFills();
    await journal.decided('m2', 'c1');
    expect(await readFile(path, 'utf8')).toBe(
      '{"decided":"m1","conversation":"c1"}\n{"decided":"m2","conversation":"c1"}\n',
    );
    await diskFills();
    expect(log.lines).toEqual(
      Array.from({ length: 2 }, () => 'The alert journal cannot be written {"code":"ENOSPC"}'),
    );
    await journal.close();
  });

  it('the folder is gone', async () => {
    const log = new KeptLog();
    const journal = await openFileJournal(join(folder, 'none', 'alerts.journal'), log.logger);
    await journal.decided('m1', 'c1');
    expect(log.lines).toEqual(['The alert journal cannot be written {"code":"ENOENT"}']);
    await mkdir(join(folder, 'none'));
    await journal.decided('m2', 'c1');
    await rm(join(folder, 'none'), { recursive: true });
    await journal.close();
  });

  it('an alert is shown all the same', async () => {
    await mkdir(path);
    const journal = await openFileJournal(path, silentLogger);
    const bench = new AlertBench(journal);
    bench.windowAnswers();
    bench.service.message({ ...message, messageId: 'm1' });
    await journal.close();
    await settle();
    expect(bench.fate('m1')).toEqual({ kind: 'handedOver', by: 'window' });
  });
});

const message = {
  messageId: 'm1',
  conversationId: 'c1',
  from: 'Jane Secret',
  text: 'my card number is 4711',
  own: true,
  missed: false,
};

describe('with the alert service', () => {
  it('holds ids and nothing else', async () => {
    const journal = await openFileJournal(path, silentLogger);
    const bench = new AlertBench(journal);
    bench.service.message(message);
    bench.service.offered('c2', 'Jane Secret');
    await journal.close();
    expect(await readFile(path, 'utf8')).toBe('{"decided":"m1","conversation":"c1"}\n');
  });

  it('alerts again after a kill what was decided and not handed over, and only that', async () => {
    const first = await openFileJournal(path, silentLogger);
    const killed = new AlertBench(first);
    killed.service.message(message);
    killed.service.message({ ...message, messageId: 'm2', conversationId: 'c2' });
    await first.decided('after both', 'c3');
    await settle();
    killed.windowShows();
    expect(killed.fate('m2')).toEqual({ kind: 'handedOver', by: 'window' });
    await first.finished('after both');

    const second = await openFileJournal(path, silentLogger);
    expect(second.unfinished).toEqual([entry('m1')]);
    const bench = new AlertBench(second);
    bench.windowAnswers();
    bench.service.message(message, true);
    await second.decided('after it', 'c3');
    await settle();
    expect(bench.record('m1')).toMatchObject({
      fate: { kind: 'handedOver', by: 'window' },
      possiblyRepeated: true,
    });
    await second.finished('after it');
    await Promise.all([first.close(), second.close()]);
    expect(await unfinishedIn(path)).toEqual([]);
  });
});
