export const id=143;export const ids=[143];export const modules={4232:((e,t,a)=>{a.d(t,{L:()=>d,c:()=>s});var o=a(8530),u=a(5910),n=a(8527),i=a(1657),r=a(3458),l=a(3664);async function s({source:e},t,{base:a,open:o,files:u}){let{operation:n,guards:p,target:c,commit:m,sourceRepository:g}=t;if(u.every(e=>(function({path:e,text:t},a,o){return e===(0,l.nq)(o)?null===t==(void 0===a.hold):t===(e===o?a.text:a.others.get(e))})(e,o,c.path)))return{outcome:"same"};if("deploy"!==n.kind)return{outcome:"proposable"};let h=d(o,t);if(void 0!==o.hold&&void 0===a.hold)return p.set("proposal",`it writes a hold: ${(0,l.$s)(o.hold)}`),{outcome:"held",previousTag:h,hold:o.hold};let{order:f}=await (0,i.Y)(h,{...t,github:e,repository:g,allowUnknownDeployed:!0});return p.set("proposal",`${m.slice(0,7)} is ${r.gf[f]} ${h??"no tag"}, which is proposed`),"older"===f&&null!==h?{outcome:"skipped",previousTag:h}:{outcome:"proposable"}}function d({text:e},{tagKey:t}){return(0,n.wK)((0,u.Q)(e),(0,o._)(t))??null}}),9295:((e,t,a)=>{a.d(t,{h:()=>n});var o=a(7598),u=a(3916);function n({target:e,tagKey:t},a){let i=(0,u.basename)(e.path).replace(/[^A-Za-z0-9]+/g,"-"),r=(0,o.createHash)("sha256").update([a,e.path,t].join("\0")).digest("hex").slice(0,8);return{repository:e.repository,base:a,branch:`flux-airflow/${i}-${r}`}}}),143:((e,t,a)=>{a.d(t,{propose:()=>f,p:()=>R});var o=a(4135),u=a(9473);let n=`
  mutation EnableAutoMerge($input: EnablePullRequestAutoMergeInput!) {
    enablePullRequestAutoMerge(input: $input) { clientMutationId }
  }
`,i=`
  mutation DisableAutoMerge($input: DisablePullRequestAutoMergeInput!) {
    disablePullRequestAutoMerge(input: $input) { clientMutationId }
  }
`,r=`
  mutation MergePullRequest($input: MergePullRequestInput!) { mergePullRequest(input: $input) { clientMutationId } }
`,l=/is in (clean|unstable) status/;var s=a(9187),d=a(8774),p=a(3746),c=a(2580),m=a(4232),g=a(9295),h=a(8231);async function f(e,t,a,h){let f=(0,g.h)(t,a.branch),b=await (0,p.V)(e.gitops,f);if(t.autoMerge&&!b.autoMergeAllowed)throw function({repository:e}){return new u.yo("auto-merge-off",`${e} does not allow auto-merge.`,"Allow it in the settings of that repository (General, Pull requests, Allow auto-merge), or leave out auto-merge.")}(f);let y=b.isPending?await R(e,t,f):void 0,q=y&&await (0,m.c)(e,t,{base:a,open:y,files:h.files});if(q?.outcome==="skipped"||q?.outcome==="held")return q;if(t.dryRun)return{outcome:"proposed"};let M=void 0!==y&&q?.outcome==="same",A=M?function({head:e,history:t}){let a=t.find(({oid:t})=>t===e)?.url??t[0]?.url??"";return{oid:e,url:a}}(y):await async function({gitops:e},t,{place:a,base:u,change:n}){let{repositoryId:r,head:l,staged:d,pullRequest:m}=t,{repository:g,branch:h}=a,f=(0,p.O)(h);void 0!==m&&null!==m.autoMergeRequest&&await async function(e,t){await e.mutate(i,{input:{pullRequestId:t}})}(e,m.id),await (0,o.kZ)($(a),()=>(0,c.K)(e,r,[{branch:f,from:d,to:u.head}]));let{files:w,headline:R,body:b}=n,y=await (0,s.z)(e,{repository:g,branch:f,expectedHead:u.head,files:w,headline:R,body:b});return await (0,c.K)(e,r,[{branch:h,from:l,to:y.oid},{branch:f,from:y.oid,to:void 0}]),y}(e,b,{place:f,base:a,change:h}),P=await (0,o.kZ)({...$(f),done:w},()=>(async function({gitops:e},{repositoryId:t,pullRequest:a},{place:o,change:u,isSame:n}){var i;let r,l,s={title:u.headline,body:(r=Math.max(2,...((i=`${u.headline}

${u.body}`).match(/`+/g)??[]).map(({length:e})=>e)),l="`".repeat(r+1),`${l}text
${i.trimEnd()}
${l}
`)},{base:p,branch:c}=o;return void 0===a?(0,d.j)(e,{repositoryId:t,baseRefName:p,headRefName:c,...s}):(n&&s.title===a.title||await (0,d.K)(e,{pullRequestId:a.id,...s}),a)})(e,b,{place:f,change:h,isSame:M})),v=M&&b.pullRequest?.autoMergeRequest!==null;if(t.autoMerge&&!v){let{mergeMethod:t}=b,a={pullRequestId:P.id,expectedHeadOid:A.oid,mergeMethod:t};await async function(e,{headline:t,body:a,...o}){let i="SQUASH"===o.mergeMethod?{commitHeadline:t,commitBody:a}:{},s={...o,...i};try{await e.mutate(n,{input:s})}catch(t){if(!(t instanceof u.AP&&l.test(t.message)))throw t;await e.mutate(r,{input:s})}}(e.gitops,{...a,headline:h.headline,body:h.body})}return{outcome:"proposed",commit:A,pullRequest:P}}function $({repository:e}){let t=`The proposal to ${e} may be made by half, and is not merged by this run: a rerun goes on with it.`;return{mark:"commit",unsure:t,done:()=>t}}function w({url:e}){return`The deployment is proposed by ${e}; production changes with its merge.`}function R(e,t,{branch:a}){return(0,h._)(e.gitops,{...t,target:{...t.target,branch:a}})}}),8774:((e,t,a)=>{a.d(t,{K:()=>r,j:()=>i});let o="pullRequest { id number url title autoMergeRequest { enabledAt } }",u=`
  mutation CreatePullRequest($input: CreatePullRequestInput!) { createPullRequest(input: $input) { ${o} } }
`,n=`
  mutation UpdatePullRequest($input: UpdatePullRequestInput!) { updatePullRequest(input: $input) { ${o} } }
`;async function i(e,t){return(await e.mutate(u,{input:t})).createPullRequest.pullRequest}async function r(e,t){await e.mutate(n,{input:t})}}),3746:((e,t,a)=>{a.d(t,{O:()=>u,V:()=>n});let o=`
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
`;function u(e){return`${e}-next`}async function n(e,{repository:t,base:a,branch:i}){let[r,l]=t.split("/"),[s,d]=[i,u(i)].map(e=>`refs/heads/${e}`),{repository:p}=await e.query(o,{owner:r,name:l,base:a,branch:i,head:s,staged:d}),{squashMergeAllowed:c,mergeCommitAllowed:m}=p,g=p.head?.target.oid,h=p.pullRequests.nodes.find(({isCrossRepository:e})=>!e),f=p.done.nodes.some(({headRefOid:e})=>e===g);return{repositoryId:p.id,autoMergeAllowed:p.autoMergeAllowed,mergeMethod:c?"SQUASH":m?"MERGE":"REBASE",head:g,isPending:void 0!==h||void 0!==g&&!f,staged:p.staged?.target.oid,pullRequest:h}}}),2580:((e,t,a)=>{a.d(t,{K:()=>n});let o="0".repeat(40),u=`
  mutation UpdateRefs($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }
`;async function n(e,t,a){let n=a.map(({branch:e,from:t=o,to:a=o})=>({name:`refs/heads/${e}`,beforeOid:t,afterOid:a,force:!0}));await e.mutate(u,{input:{repositoryId:t,refUpdates:n}})}})};