export const id=57;export const ids=[57];export const modules={5057:((t,e,n)=>{n.d(e,{CHANGES:()=>s,findComment:()=>f,readPart:()=>p,writeSection:()=>l});var i=n(2364);let o="\x3c!-- flux-airflow --\x3e",r="\n\n\u2026cut short: all of it is in the job summary.",a=`
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
`,d=`
  mutation UpdateComment($input: UpdateIssueCommentInput!) { updateIssueComment(input: $input) { clientMutationId } }
`,m=["check","deployment"],s="changes";async function l(t,e,n,i,a,s=f(t,e,n)){var h,g,w;let x,y,{pullRequestId:C,comment:I}=await s,b=(h=I?.body??"",g=i,w=a,y=Math.max(65036-(x=m.map(t=>[t,t===g?w:p(h,t)])).reduce((t,[e,n])=>t+(e===g?0:Math.max(n.length,4e3)),0),r.length),[o,...x.flatMap(([t,e])=>{var n,i;return""===e?[]:[(n=t,i=t===g&&e.length>y?`${e.slice(0,y-r.length)}${r}`:e,`${c(n)}
${i}
${$(n)}`)]})].join("\n"));return void 0===I?await t.mutate(u,{input:{subjectId:C,body:b}}):I.body!==b&&await t.mutate(d,{input:{id:I.id,body:b}}),b}async function f(t,e,n){let{owner:r,name:u}=(0,i.T)(e);for(let e=null;;){let{id:i,comments:d}=(await t.query(a,{owner:r,name:u,number:n,after:e})).repository.pullRequest,m=d.nodes.find(t=>t.viewerDidAuthor&&t.body.startsWith(o));if(e=d.pageInfo.endCursor,void 0!==m||!d.pageInfo.hasNextPage)return{pullRequestId:i,comment:m}}}function p(t,e){let[n,i]=[t.indexOf(`${c(e)}
`),t.indexOf(`
${$(e)}`)];return -1===n||-1===i?"":t.slice(n+c(e).length+1,i)}function c(t){return`\x3c!-- flux-airflow: ${t} --\x3e`}function $(t){return`\x3c!-- flux-airflow: end of ${t} --\x3e`}})};