import { FixtureApp, line } from './support/fixture-app.ts';
const f = await FixtureApp.build(); 
for (let i=0;i<8;i++){ const p=f.newProfile(); const d=f.launch({},p); const page=await d.page(); await page.evaluate(()=>localStorage.setItem('kept','yes')); const t=performance.now(); const e=await d.quit(); const q=performance.now()-t; const d2=f.launch({},p); const page2=await d2.page(); console.log(e.code, Math.round(q), await page2.evaluate(()=>localStorage.getItem('kept')), d.stderr()); await d2.kill(); }
await f.remove();
