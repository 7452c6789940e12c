export const id=143;export const ids=[143];export const modules={4232:(e,t,o)=>{o.d(t,{L:()=>d,c:()=>s});var a=o(8530),u=o(5910),i=o(8527),n=o(1657),r=o(2704),l=o(3664);async function s({source:e},t,{base:o,open:a,files:u}){let{operation:i,guards:p,target:c,commit:m,sourceRepository:g}=t;if(u.every(e=>(function({path:e,text:t},o,a){return e===(0,l.n)(a)?null===t==(void 0===o.hold):t===(e===a?o.text:o.others.get(e))})(e,a,c.path)))return{outcome:"same"};if("deploy"!==i.kind)return{outcome:"proposable"};let h=d(a,t);if(void 0!==a.hold&&void 0===o.hold)return p.set("proposal",`it writes a hold: ${a.hold.trim()}`),{outcome:"held",previousTag:h,hold:a.hold};let{order:f}=await (0,n.Y)(h,{...t,github:e,repository:g,allowUnknownDeployed:!0});return p.set("proposal",`${m.slice(0,7)} is ${r.gf[f]} ${h??"no tag"}, which is proposed`),"older"===f&&null!==h?{outcome:"skipped",previousTag:h}:{outcome:"proposable"}}function d({text:e},{tagKey:t}){return(0,i.w)((0,u.Q)(e),(0,a._)(t))??null}},9295:(e,t,o)=>{o.d(t,{h:()=>i});var a=o(7598),u=o(3916);function i({target:e,tagKey:t},o){let n=(0,u.basename)(e.path).replace(/[^A-Za-z0-9]+/g,"-"),r=(0,a.createHash)("sha256").update([o,e.path,t].join("\0")).digest("hex").slice(0,8);return{repository:e.repository,base:o,branch:`flux-airflow/${n}-${r}`}}},143:(e,t,o)=>{o.d(t,{proposeAndNote:()=>f,p:()=>$});var a=o(4135),u=o(9473);let i=`
  mutation EnableAutoMerge($input: EnablePullRequestAutoMergeInput!) {
    enablePullRequestAutoMerge(input: $input) { clientMutationId }
  }
`,n=`
  mutation DisableAutoMerge($input: DisablePullRequestAutoMergeInput!) {
    disablePullRequestAutoMerge(input: $input) { clientMutationId }
  }
`,r=`
  mutation MergePullRequest($input: MergePullRequestInput!) { mergePullRequest(input: $input) { clientMutationId } }
`,l=/is in (clean|unstable) status/;var s=o(9187),d=o(8774),p=o(3746),c=o(2580),m=o(4232),g=o(9295),h=o(8231);function f(e,t,o,h){let{repository:f}=t.target,w=`Nothing was proposed to ${f}: production is as it was.`;return(0,a.kZ)({mark:"commit",unsure:`The proposal to ${f} may be made by half, and is not merged by this run: a rerun goes on with it.`,done:e=>"proposed"===e.outcome&&void 0!==e.pullRequest?`The deployment is proposed by ${e.pullRequest.url}; production changes with its merge.`:w},()=>(async function(e,t,o,a){let h=(0,g.h)(t,o.branch),f=await (0,p.V)(e.gitops,h);if(t.autoMerge&&!f.autoMergeAllowed)throw function({repository:e}){return new u.y("auto-merge-off",`${e} does not allow auto-merge.`,"Allow it in the settings of that repository (General, Pull requests, Allow auto-merge), or leave out auto-merge.")}(h);let w=f.isPending?await $(e,t,h):void 0,R=w&&await (0,m.c)(e,t,{base:o,open:w,files:a.files});if(R?.outcome==="skipped"||R?.outcome==="held")return R;if(t.dryRun)return{outcome:"proposed"};let b=void 0!==w&&R?.outcome==="same",y=b?function({head:e,history:t}){let o=t.find(({oid:t})=>t===e)?.url??t[0]?.url??"";return{oid:e,url:o}}(w):await async function({gitops:e},t,{place:o,base:a,change:u}){let{repositoryId:i,head:r,staged:l,pullRequest:d}=t,{repository:m,branch:g}=o,h=(0,p.O)(g);void 0!==d&&null!==d.autoMergeRequest&&await async function(e,t){await e.mutate(n,{input:{pullRequestId:t}})}(e,d.id),await (0,c.K)(e,i,[{branch:h,from:l,to:a.head}]);let{files:f,headline:$,body:w}=u,R=await (0,s.z)(e,{repository:m,branch:h,expectedHead:a.head,files:f,headline:$,body:w});return await (0,c.K)(e,i,[{branch:g,from:r,to:R.oid},{branch:h,from:R.oid,to:void 0}]),R}(e,f,{place:h,base:o,change:a}),q=await async function({gitops:e},{repositoryId:t,pullRequest:o},{place:a,change:u,isSame:i}){var n;let r,l,s={title:u.headline,body:(r=Math.max(2,...((n=`${u.headline}

${u.body}`).match(/`+/g)??[]).map(({length:e})=>e)),l="`".repeat(r+1),`${l}text
${n.trimEnd()}
${l}
`)},{base:p,branch:c}=a;return void 0===o?(0,d.j)(e,{repositoryId:t,baseRefName:p,headRefName:c,...s}):(i&&s.title===o.title||await (0,d.K)(e,{pullRequestId:o.id,...s}),o)}(e,f,{place:h,change:a,isSame:b}),M=b&&f.pullRequest?.autoMergeRequest!==null;if(t.autoMerge&&!M){let{mergeMethod:t}=f,o={pullRequestId:q.id,expectedHeadOid:y.oid,mergeMethod:t};await async function(e,{headline:t,body:o,...a}){let n="SQUASH"===a.mergeMethod?{commitHeadline:t,commitBody:o}:{},s={...a,...n};try{await e.mutate(i,{input:s})}catch(t){if(!(t instanceof u.A&&l.test(t.message)))throw t;await e.mutate(r,{input:s})}}(e.gitops,{...o,headline:a.headline,body:a.body})}return{outcome:"proposed",commit:y,pullRequest:q}})(e,t,o,h))}function $(e,t,{branch:o}){return(0,h._)(e.gitops,{...t,target:{...t.target,branch:o}})}},8774:(e,t,o)=>{o.d(t,{K:()=>r,j:()=>n});let a="pullRequest { id number url title autoMergeRequest { enabledAt } }",u=`
  mutation CreatePullRequest($input: CreatePullRequestInput!) { createPullRequest(input: $input) { ${a} } }
`,i=`
  mutation UpdatePullRequest($input: UpdatePullRequestInput!) { updatePullRequest(input: $input) { ${a} } }
`;async function n(e,t){return(await e.mutate(u,{input:t})).createPullRequest.pullRequest}async function r(e,t){await e.mutate(i,{input:t})}},3746:(e,t,o)=>{o.d(t,{O:()=>u,V:()=>i});let a=`
  query ReadProposal($owner: String!, $name: String!, $base: String!, $branch: String!, $head: String!, $staged: String!) {
    repository(owner: $owner, name: $name) {
      id autoMergeAllowed squashMergeAllowed mergeCommitAllowed
      head: ref(qualifiedName: $head) { target { oid } }
      staged: ref(qualifiedName: $staged) { target { oid } }
      pullRequests(first: 10, states: OPEN, headRefName: $branch, baseRefName: $base) {
        nodes { id number url title isCrossRepository autoMergeRequest { enabledAt } }
      }
      done: pullRequests(last: 10, states: [CLOSED, MERGED], headRefName: $branch, baseRefName: $base) {
        nodes { headRefOid }
      }
    }
  }
`;function u(e){return`${e}-next`}async function i(e,{repository:t,base:o,branch:n}){let[r,l]=t.split("/"),[s,d]=[n,u(n)].map(e=>`refs/heads/${e}`),{repository:p}=await e.query(a,{owner:r,name:l,base:o,branch:n,head:s,staged:d}),{squashMergeAllowed:c,mergeCommitAllowed:m}=p,g=p.head?.target.oid,h=p.pullRequests.nodes.find(({isCrossRepository:e})=>!e),f=p.done.nodes.some(({headRefOid:e})=>e===g);return{repositoryId:p.id,autoMergeAllowed:p.autoMergeAllowed,mergeMethod:c?"SQUASH":m?"MERGE":"REBASE",head:g,isPending:void 0!==h||void 0!==g&&!f,staged:p.staged?.target.oid,pullRequest:h}}},2580:(e,t,o)=>{o.d(t,{K:()=>i});let a="0".repeat(40),u=`
  mutation UpdateRefs($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }
`;async function i(e,t,o){let i=o.map(({branch:e,from:t=a,to:o=a})=>({name:`refs/heads/${e}`,beforeOid:t,afterOid:o,force:!0}));await e.mutate(u,{input:{repositoryId:t,refUpdates:i}})}}};