export const id=855;export const ids=[855];export const modules={2855:((e,t,o)=>{o.d(t,{propose:()=>R,p:()=>M});var a=o(9473),u=o(5861),i=o(8311),n=o(7617),r=o(8118);let l=`
  mutation EnableAutoMerge($input: EnablePullRequestAutoMergeInput!) {
    enablePullRequestAutoMerge(input: $input) { clientMutationId }
  }
`,s=`
  mutation DisableAutoMerge($input: DisablePullRequestAutoMergeInput!) {
    disablePullRequestAutoMerge(input: $input) { clientMutationId }
  }
`,d=`
  mutation MergePullRequest($input: MergePullRequestInput!) { mergePullRequest(input: $input) { clientMutationId } }
`,p=/is in (clean|unstable) status/;var c=o(7800),m=o(1239),g=o(5309),h=o(3701),f=o(2024),$=o(3725),b=o(7403),w=o(3759);async function R(e,t,o,$){let R=(0,f.h)(t,o.branch),A=await (0,g.V)(e.gitops,R);if(t.autoMerge&&!A.autoMergeAllowed)throw function({repository:e}){return new a.yo("auto-merge-off",`${e} does not allow auto-merge.`,"Allow it in the settings of that repository (General, Pull requests, Allow auto-merge), or leave out auto-merge.")}(R);let P=A.isPending?await M(e,t,R):void 0,v=P&&await async function({source:e},t,{base:o,open:a,files:l}){let{operation:s,gateLog:d,target:p,commit:c,sourceRepository:m}=t;if(l.every(e=>(function({path:e,text:t},o,a){return e===(0,i.nq)(a)?null===t==(void 0===o.hold):t===(e===a?o.text:o.others.get(e))})(e,a,p.path)))return{outcome:"same"};if("deploy"!==s.kind)return{outcome:"proposable"};let g=(0,n.cO)(a,t);if(void 0!==a.hold&&void 0===o.hold)return d.set("proposal",`it writes a hold: ${(0,i.$s)(a.hold)}`),{outcome:"held",previousTag:g,hold:a.hold};let{order:h}=await (0,u.y)(g,{...t,github:e,repository:m,allowUnknownDeployed:!0});return d.set("proposal",`${c.slice(0,7)} is ${r.gf[h]} ${g??"no tag"}, which is proposed`),"older"===h&&null!==g?{outcome:"skipped",previousTag:g}:{outcome:"proposable"}}(e,t,{base:o,open:P,files:$.files});if(v?.outcome==="skipped"||v?.outcome==="held")return v;if(t.dryRun)return{outcome:"proposed"};let I=void 0!==P&&v?.outcome==="same",S=I?function({head:e,history:t}){let o=t.find(({oid:t})=>t===e)?.url??t[0]?.url??"";return{oid:e,url:o}}(P):await async function({gitops:e},t,{place:o,base:a,change:u}){let{repositoryId:i,head:n,staged:r,pullRequest:l}=t,{repository:d,branch:p}=o,m=(0,g.O)(p);void 0!==l&&null!==l.autoMergeRequest&&await async function(e,t){await e.mutate(s,{input:{pullRequestId:t}})}(e,l.id),await (0,w.bi)(y(o),()=>(0,h.K)(e,i,[{branch:m,from:r,to:a.head}]));let{files:f,headline:$,body:b}=u,R=await (0,c.z)(e,{repository:d,branch:m,expectedHead:a.head,files:f,headline:$,body:b});return await (0,h.K)(e,i,[{branch:p,from:n,to:R.oid},{branch:m,from:R.oid,to:void 0}]),R}(e,A,{place:R,base:o,change:$}),x=await (0,w.bi)({...y(R),done:q},()=>(async function({gitops:e},{repositoryId:t,pullRequest:o},{place:a,change:u,isSame:i}){let n={title:u.headline,body:`${(0,b.DV)("text",`${u.headline}

${u.body}`)}
`},{base:r,branch:l}=a;return void 0===o?(0,m.j)(e,{repositoryId:t,baseRefName:r,headRefName:l,...n}):(i&&n.title===o.title||await (0,m.K)(e,{pullRequestId:o.id,...n}),o)})(e,A,{place:R,change:$,isSame:I})),E=I&&A.pullRequest?.autoMergeRequest!==null;if(t.autoMerge&&!E){let{mergeMethod:t}=A,o={pullRequestId:x.id,expectedHeadOid:S.oid,mergeMethod:t};await async function(e,{headline:t,body:o,...u}){let i="SQUASH"===u.mergeMethod?{commitHeadline:t,commitBody:o}:{},n={...u,...i};try{await e.mutate(l,{input:n})}catch(t){if(!(t instanceof a.AP&&p.test(t.message)))throw t;await e.mutate(d,{input:n})}}(e.gitops,{...o,headline:$.headline,body:$.body})}return{outcome:"proposed",commit:S,pullRequest:x}}function y({repository:e}){let t=`The proposal to ${e} may be made by half, and is not merged by this run: a rerun goes on with it.`;return{mark:"commit",unsure:t,done:()=>t}}function q({url:e}){return`The deployment is proposed by ${e}; production changes with its merge.`}function M(e,t,{branch:o}){return(0,$._)(e.gitops,{...t,target:{...t.target,branch:o}})}}),1239:((e,t,o)=>{o.d(t,{K:()=>r,j:()=>n});let a="pullRequest { id number url title autoMergeRequest { enabledAt } }",u=`
  mutation CreatePullRequest($input: CreatePullRequestInput!) { createPullRequest(input: $input) { ${a} } }
`,i=`
  mutation UpdatePullRequest($input: UpdatePullRequestInput!) { updatePullRequest(input: $input) { ${a} } }
`;async function n(e,t){return(await e.mutate(u,{input:t})).createPullRequest.pullRequest}async function r(e,t){await e.mutate(i,{input:t})}}),5309:((e,t,o)=>{o.d(t,{O:()=>i,V:()=>n});var a=o(2364);let u=`
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
`;function i(e){return`${e}-next`}async function n(e,{repository:t,base:o,branch:r}){let{owner:l,name:s}=(0,a.T)(t),[d,p]=[r,i(r)].map(e=>`refs/heads/${e}`),{repository:c}=await e.query(u,{owner:l,name:s,base:o,branch:r,head:d,staged:p}),{squashMergeAllowed:m,mergeCommitAllowed:g}=c,h=c.head?.target.oid,f=c.pullRequests.nodes.find(({isCrossRepository:e})=>!e),$=c.done.nodes.some(({headRefOid:e})=>e===h);return{repositoryId:c.id,autoMergeAllowed:c.autoMergeAllowed,mergeMethod:m?"SQUASH":g?"MERGE":"REBASE",head:h,isPending:void 0!==f||void 0!==h&&!$,staged:c.staged?.target.oid,pullRequest:f}}}),3701:((e,t,o)=>{o.d(t,{K:()=>i});let a="0".repeat(40),u=`
  mutation UpdateRefs($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }
`;async function i(e,t,o){let i=o.map(({branch:e,from:t=a,to:o=a})=>({name:`refs/heads/${e}`,beforeOid:t,afterOid:o,force:!0}));await e.mutate(u,{input:{repositoryId:t,refUpdates:i}})}}),2024:((e,t,o)=>{o.d(t,{h:()=>i});var a=o(7598),u=o(3916);function i({target:e,tagKey:t},o){let n=(0,u.basename)(e.path).replace(/[^A-Za-z0-9]+/g,"-"),r=(0,a.createHash)("sha256").update([o,e.path,t].join("\0")).digest("hex").slice(0,8);return{repository:e.repository,base:o,branch:`flux-airflow/${n}-${r}`}}})};