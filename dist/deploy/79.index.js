export const id=79;export const ids=[79];export const modules={79:(t,e,n)=>{n.d(e,{CHANGES:()=>s,readPart:()=>m,writeSection:()=>l});let i="\x3c!-- flux-airflow --\x3e",o="\n\n…cut short: all of it is in the job summary.",r=`
  query ReadComments($owner: String!, $name: String!, $number: Int!, $after: String) {
    repository(owner: $owner, name: $name) {
      pullRequest(number: $number) {
        id
        comments(first: 100, after: $after) {
          nodes { id body viewerDidAuthor }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`,a=`
  mutation AddComment($input: AddCommentInput!) { addComment(input: $input) { clientMutationId } }
`,u=`
  mutation UpdateComment($input: UpdateIssueCommentInput!) { updateIssueComment(input: $input) { clientMutationId } }
`,d=["check","deployment"],s="changes";async function l(t,e,n,s,l){var c,$,h;let g,w,{pullRequestId:x,comment:y}=await async function(t,e,n){let[o,a]=e.split("/");for(let e=null;;){let{id:u,comments:d}=(await t.query(r,{owner:o,name:a,number:n,after:e})).repository.pullRequest,s=d.nodes.find(t=>t.viewerDidAuthor&&t.body.startsWith(i));if(e=d.pageInfo.endCursor,void 0!==s||!d.pageInfo.hasNextPage)return{pullRequestId:u,comment:s}}}(t,e,n),I=(c=y?.body??"",$=s,h=l,w=Math.max(65036-(g=d.map(t=>[t,t===$?h:m(c,t)])).reduce((t,[e,n])=>t+(e===$?0:Math.max(n.length,4e3)),0),o.length),[i,...g.flatMap(([t,e])=>{var n,i;return""===e?[]:[(n=t,i=t===$&&e.length>w?`${e.slice(0,w-o.length)}${o}`:e,`${p(n)}
${i}
${f(n)}`)]})].join("\n"));return void 0===y?await t.mutate(a,{input:{subjectId:x,body:I}}):y.body!==I&&await t.mutate(u,{input:{id:y.id,body:I}}),I}function m(t,e){let[n,i]=[t.indexOf(`${p(e)}
`),t.indexOf(`
${f(e)}`)];return -1===n||-1===i?"":t.slice(n+p(e).length+1,i)}function p(t){return`\x3c!-- flux-airflow: ${t} --\x3e`}function f(t){return`\x3c!-- flux-airflow: end of ${t} --\x3e`}}};