export const id=143;export const ids=[143];export const modules={4232:(e,t,a)=>{a.d(t,{L:()=>d,c:()=>s});var o=a(8530),u=a(5910),i=a(8527),n=a(1657),r=a(2704),l=a(3664);async function s({source:e},t,{base:a,open:o,files:u}){let{operation:i,guards:p,target:c,commit:m,sourceRepository:g}=t;if(u.every(e=>(function({path:e,text:t},a,o){return e===(0,l.n)(o)?null===t==(void 0===a.hold):t===(e===o?a.text:a.others.get(e))})(e,o,c.path)))return{outcome:"same"};if("deploy"!==i.kind)return{outcome:"proposable"};let f=d(o,t);if(void 0!==o.hold&&void 0===a.hold)return p.set("proposal",`it writes a hold: ${o.hold.trim()}`),{outcome:"held",previousTag:f,hold:o.hold};let{order:h}=await (0,n.Y)(f,{...t,github:e,repository:g,allowUnknownDeployed:!0});return p.set("proposal",`${m.slice(0,7)} is ${r.gf[h]} ${f??"no tag"}, which is proposed`),"older"===h&&null!==f?{outcome:"skipped",previousTag:f}:{outcome:"proposable"}}function d({text:e},{tagKey:t}){return(0,i.w)((0,u.Q)(e),(0,o._)(t))??null}},9295:(e,t,a)=>{a.d(t,{h:()=>i});var o=a(7598),u=a(3916);function i({target:e,tagKey:t},a){let n=(0,u.basename)(e.path).replace(/[^A-Za-z0-9]+/g,"-"),r=(0,o.createHash)("sha256").update([a,e.path,t].join("\0")).digest("hex").slice(0,8);return{repository:e.repository,base:a,branch:`flux-airflow/${n}-${r}`}}},143:(e,t,a)=>{a.d(t,{propose:()=>f,p:()=>h});var o=a(9473);let u=`
  mutation EnableAutoMerge($input: EnablePullRequestAutoMergeInput!) {
    enablePullRequestAutoMerge(input: $input) { clientMutationId }
  }
`,i=`
  mutation DisableAutoMerge($input: DisablePullRequestAutoMergeInput!) {
    disablePullRequestAutoMerge(input: $input) { clientMutationId }
  }
`,n=`
  mutation MergePullRequest($input: MergePullRequestInput!) { mergePullRequest(input: $input) { clientMutationId } }
`,r=/is in (clean|unstable) status/;var l=a(9187),s=a(8774),d=a(3746),p=a(2580),c=a(4232),m=a(9295),g=a(8231);async function f(e,t,a,g){let f=(0,m.h)(t,a.branch),$=await (0,d.V)(e.gitops,f);if(t.autoMerge&&!$.autoMergeAllowed)throw function({repository:e}){return new o.y("auto-merge-off",`${e} does not allow auto-merge, so nothing was proposed.`,"Allow it in the settings of that repository (General, Pull requests, Allow auto-merge), or leave out auto-merge.")}(f);let w=$.isPending?await h(e,t,f):void 0,R=w&&await (0,c.c)(e,t,{base:a,open:w,files:g.files});if(R?.outcome==="skipped"||R?.outcome==="held")return R;if(t.dryRun)return{outcome:"proposed"};let b=void 0!==w&&R?.outcome==="same",q=b?function({head:e,history:t}){let a=t.find(({oid:t})=>t===e)?.url??t[0]?.url??"";return{oid:e,url:a}}(w):await async function({gitops:e},t,{place:a,base:o,change:u}){let{repositoryId:n,head:r,staged:s,pullRequest:c}=t,{repository:m,branch:g}=a,f=(0,d.O)(g);void 0!==c&&null!==c.autoMergeRequest&&await async function(e,t){await e.mutate(i,{input:{pullRequestId:t}})}(e,c.id),await (0,p.K)(e,n,[{branch:f,from:s,to:o.head}]);let{files:h,headline:$,body:w}=u,R=await (0,l.z)(e,{repository:m,branch:f,expectedHead:o.head,files:h,headline:$,body:w});return await (0,p.K)(e,n,[{branch:g,from:r,to:R.oid},{branch:f,from:R.oid,to:void 0}]),R}(e,$,{place:f,base:a,change:g}),y=await async function({gitops:e},{repositoryId:t,pullRequest:a},{place:o,change:u,isSame:i}){var n;let r,l,d={title:u.headline,body:(r=Math.max(2,...((n=`${u.headline}

${u.body}`).match(/`+/g)??[]).map(({length:e})=>e)),l="`".repeat(r+1),`${l}text
${n.trimEnd()}
${l}
`)},{base:p,branch:c}=o;return void 0===a?(0,s.j)(e,{repositoryId:t,baseRefName:p,headRefName:c,...d}):(i&&d.title===a.title||await (0,s.K)(e,{pullRequestId:a.id,...d}),a)}(e,$,{place:f,change:g,isSame:b}),M=b&&$.pullRequest?.autoMergeRequest!==null;if(t.autoMerge&&!M){let{mergeMethod:t}=$,a={pullRequestId:y.id,expectedHeadOid:q.oid,mergeMethod:t};await async function(e,{headline:t,body:a,...i}){let l="SQUASH"===i.mergeMethod?{commitHeadline:t,commitBody:a}:{},s={...i,...l};try{await e.mutate(u,{input:s})}catch(t){if(!(t instanceof o.A&&r.test(t.message)))throw t;await e.mutate(n,{input:s})}}(e.gitops,{...a,headline:g.headline,body:g.body})}return{outcome:"proposed",commit:q,pullRequest:y}}function h(e,t,{branch:a}){return(0,g._)(e.gitops,{...t,target:{...t.target,branch:a}})}},8774:(e,t,a)=>{a.d(t,{K:()=>r,j:()=>n});let o="pullRequest { id number url title autoMergeRequest { enabledAt } }",u=`
  mutation CreatePullRequest($input: CreatePullRequestInput!) { createPullRequest(input: $input) { ${o} } }
`,i=`
  mutation UpdatePullRequest($input: UpdatePullRequestInput!) { updatePullRequest(input: $input) { ${o} } }
`;async function n(e,t){return(await e.mutate(u,{input:t})).createPullRequest.pullRequest}async function r(e,t){await e.mutate(i,{input:t})}},3746:(e,t,a)=>{a.d(t,{O:()=>u,V:()=>i});let o=`
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
`;function u(e){return`${e}-next`}async function i(e,{repository:t,base:a,branch:n}){let[r,l]=t.split("/"),[s,d]=[n,u(n)].map(e=>`refs/heads/${e}`),{repository:p}=await e.query(o,{owner:r,name:l,base:a,branch:n,head:s,staged:d}),{squashMergeAllowed:c,mergeCommitAllowed:m}=p,g=p.head?.target.oid,f=p.pullRequests.nodes.find(({isCrossRepository:e})=>!e),h=p.done.nodes.some(({headRefOid:e})=>e===g);return{repositoryId:p.id,autoMergeAllowed:p.autoMergeAllowed,mergeMethod:c?"SQUASH":m?"MERGE":"REBASE",head:g,isPending:void 0!==f||void 0!==g&&!h,staged:p.staged?.target.oid,pullRequest:f}}},2580:(e,t,a)=>{a.d(t,{K:()=>i});let o="0".repeat(40),u=`
  mutation UpdateRefs($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }
`;async function i(e,t,a){let i=a.map(({branch:e,from:t=o,to:a=o})=>({name:`refs/heads/${e}`,beforeOid:t,afterOid:a,force:!0}));await e.mutate(u,{input:{repositoryId:t,refUpdates:i}})}}};