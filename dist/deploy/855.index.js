export const id=855;export const ids=[855];export const modules={2855:((e,t,a)=>{a.d(t,{propose:()=>w,p:()=>q});var o=a(9473),i=a(5861),u=a(8311),n=a(7617),r=a(8118);let l=`
  mutation EnableAutoMerge($input: EnablePullRequestAutoMergeInput!) {
    enablePullRequestAutoMerge(input: $input) { clientMutationId }
  }
`,s=`
  mutation DisableAutoMerge($input: DisablePullRequestAutoMergeInput!) {
    disablePullRequestAutoMerge(input: $input) { clientMutationId }
  }
`,d=`
  mutation MergePullRequest($input: MergePullRequestInput!) { mergePullRequest(input: $input) { clientMutationId } }
`,p=/is in (clean|unstable) status/;var c=a(7800),m=a(1239),g=a(5309),h=a(3701),f=a(2024),$=a(3725),b=a(3759);async function w(e,t,a,$){let w=(0,f.h)(t,a.branch),M=await (0,g.V)(e.gitops,w);if(t.autoMerge&&!M.autoMergeAllowed)throw function({repository:e}){return new o.yo("auto-merge-off",`${e} does not allow auto-merge.`,"Allow it in the settings of that repository (General, Pull requests, Allow auto-merge), or leave out auto-merge.")}(w);let A=M.isPending?await q(e,t,w):void 0,P=A&&await async function({source:e},t,{base:a,open:o,files:l}){let{operation:s,gateLog:d,target:p,commit:c,sourceRepository:m}=t;if(l.every(e=>(function({path:e,text:t},a,o){return e===(0,u.nq)(o)?null===t==(void 0===a.hold):t===(e===o?a.text:a.others.get(e))})(e,o,p.path)))return{outcome:"same"};if("deploy"!==s.kind)return{outcome:"proposable"};let g=(0,n.cO)(o,t);if(void 0!==o.hold&&void 0===a.hold)return d.set("proposal",`it writes a hold: ${(0,u.$s)(o.hold)}`),{outcome:"held",previousTag:g,hold:o.hold};let{order:h}=await (0,i.y)(g,{...t,github:e,repository:m,allowUnknownDeployed:!0});return d.set("proposal",`${c.slice(0,7)} is ${r.gf[h]} ${g??"no tag"}, which is proposed`),"older"===h&&null!==g?{outcome:"skipped",previousTag:g}:{outcome:"proposable"}}(e,t,{base:a,open:A,files:$.files});if(P?.outcome==="skipped"||P?.outcome==="held")return P;if(t.dryRun)return{outcome:"proposed"};let v=void 0!==A&&P?.outcome==="same",I=v?function({head:e,history:t}){let a=t.find(({oid:t})=>t===e)?.url??t[0]?.url??"";return{oid:e,url:a}}(A):await async function({gitops:e},t,{place:a,base:o,change:i}){let{repositoryId:u,head:n,staged:r,pullRequest:l}=t,{repository:d,branch:p}=a,m=(0,g.O)(p);void 0!==l&&null!==l.autoMergeRequest&&await async function(e,t){await e.mutate(s,{input:{pullRequestId:t}})}(e,l.id),await (0,b.bi)(R(a),()=>(0,h.K)(e,u,[{branch:m,from:r,to:o.head}]));let{files:f,headline:$,body:w}=i,y=await (0,c.z)(e,{repository:d,branch:m,expectedHead:o.head,files:f,headline:$,body:w});return await (0,h.K)(e,u,[{branch:p,from:n,to:y.oid},{branch:m,from:y.oid,to:void 0}]),y}(e,M,{place:w,base:a,change:$}),S=await (0,b.bi)({...R(w),done:y},()=>(async function({gitops:e},{repositoryId:t,pullRequest:a},{place:o,change:i,isSame:u}){var n;let r,l,s={title:i.headline,body:(r=Math.max(2,...((n=`${i.headline}

${i.body}`).match(/`+/g)??[]).map(({length:e})=>e)),l="`".repeat(r+1),`${l}text
${n.trimEnd()}
${l}
`)},{base:d,branch:p}=o;return void 0===a?(0,m.j)(e,{repositoryId:t,baseRefName:d,headRefName:p,...s}):(u&&s.title===a.title||await (0,m.K)(e,{pullRequestId:a.id,...s}),a)})(e,M,{place:w,change:$,isSame:v})),x=v&&M.pullRequest?.autoMergeRequest!==null;if(t.autoMerge&&!x){let{mergeMethod:t}=M,a={pullRequestId:S.id,expectedHeadOid:I.oid,mergeMethod:t};await async function(e,{headline:t,body:a,...i}){let u="SQUASH"===i.mergeMethod?{commitHeadline:t,commitBody:a}:{},n={...i,...u};try{await e.mutate(l,{input:n})}catch(t){if(!(t instanceof o.AP&&p.test(t.message)))throw t;await e.mutate(d,{input:n})}}(e.gitops,{...a,headline:$.headline,body:$.body})}return{outcome:"proposed",commit:I,pullRequest:S}}function R({repository:e}){let t=`The proposal to ${e} may be made by half, and is not merged by this run: a rerun goes on with it.`;return{mark:"commit",unsure:t,done:()=>t}}function y({url:e}){return`The deployment is proposed by ${e}; production changes with its merge.`}function q(e,t,{branch:a}){return(0,$._)(e.gitops,{...t,target:{...t.target,branch:a}})}}),1239:((e,t,a)=>{a.d(t,{K:()=>r,j:()=>n});let o="pullRequest { id number url title autoMergeRequest { enabledAt } }",i=`
  mutation CreatePullRequest($input: CreatePullRequestInput!) { createPullRequest(input: $input) { ${o} } }
`,u=`
  mutation UpdatePullRequest($input: UpdatePullRequestInput!) { updatePullRequest(input: $input) { ${o} } }
`;async function n(e,t){return(await e.mutate(i,{input:t})).createPullRequest.pullRequest}async function r(e,t){await e.mutate(u,{input:t})}}),5309:((e,t,a)=>{a.d(t,{O:()=>i,V:()=>u});let o=`
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
`;function i(e){return`${e}-next`}async function u(e,{repository:t,base:a,branch:n}){let[r,l]=t.split("/"),[s,d]=[n,i(n)].map(e=>`refs/heads/${e}`),{repository:p}=await e.query(o,{owner:r,name:l,base:a,branch:n,head:s,staged:d}),{squashMergeAllowed:c,mergeCommitAllowed:m}=p,g=p.head?.target.oid,h=p.pullRequests.nodes.find(({isCrossRepository:e})=>!e),f=p.done.nodes.some(({headRefOid:e})=>e===g);return{repositoryId:p.id,autoMergeAllowed:p.autoMergeAllowed,mergeMethod:c?"SQUASH":m?"MERGE":"REBASE",head:g,isPending:void 0!==h||void 0!==g&&!f,staged:p.staged?.target.oid,pullRequest:h}}}),3701:((e,t,a)=>{a.d(t,{K:()=>u});let o="0".repeat(40),i=`
  mutation UpdateRefs($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }
`;async function u(e,t,a){let u=a.map(({branch:e,from:t=o,to:a=o})=>({name:`refs/heads/${e}`,beforeOid:t,afterOid:a,force:!0}));await e.mutate(i,{input:{repositoryId:t,refUpdates:u}})}}),2024:((e,t,a)=>{a.d(t,{h:()=>u});var o=a(7598),i=a(3916);function u({target:e,tagKey:t},a){let n=(0,i.basename)(e.path).replace(/[^A-Za-z0-9]+/g,"-"),r=(0,o.createHash)("sha256").update([a,e.path,t].join("\0")).digest("hex").slice(0,8);return{repository:e.repository,base:a,branch:`flux-airflow/${n}-${r}`}}})};