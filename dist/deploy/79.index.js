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
`,u=`
  mutation AddComment($input: AddCommentInput!) { addComment(input: $input) { clientMutationId } }
`,a=`
  mutation UpdateComment($input: UpdateIssueCommentInput!) { updateIssueComment(input: $input) { clientMutationId } }
`,d=["check","deployment"],s="changes";async function l(t,e,n,s,l){var c,$,g;let h,w,{pullRequestId:y,comment:I}=await async function(t,e,n){let[o,u]=e.split("/");for(let e=null;;){let{id:a,comments:d}=(await t.query(r,{owner:o,name:u,number:n,after:e})).repository.pullRequest,s=d.nodes.find(t=>t.viewerDidAuthor&&t.body.startsWith(i));if(e=d.pageInfo.endCursor,void 0!==s||!d.pageInfo.hasNextPage)return{pullRequestId:a,comment:s}}}(t,e,n),x=(c=I?.body??"",$=s,g=l,w=65536-(h=d.map(t=>[t,t===$?g:m(c,t)])).reduce((t,[e,n])=>t+(e===$?0:n.length),0)-500,[i,...h.flatMap(([t,e])=>{var n,i;return""===e?[]:[(n=t,i=t===$&&e.length>w?`${e.slice(0,w-o.length)}${o}`:e,`${p(n)}
${i}
${f(n)}`)]})].join("\n"));return void 0===I?await t.mutate(u,{input:{subjectId:y,body:x}}):I.body!==x&&await t.mutate(a,{input:{id:I.id,body:x}}),x}function m(t,e){let[n,i]=[t.indexOf(`${p(e)}
`),t.indexOf(`
${f(e)}`)];return -1===n||-1===i?"":t.slice(n+p(e).length+1,i)}function p(t){return`\x3c!-- flux-airflow: ${t} --\x3e`}function f(t){return`\x3c!-- flux-airflow: end of ${t} --\x3e`}}};