export const id=57;export const ids=[57];export const modules={5057:((t,e,n)=>{n.d(e,{CHANGES:()=>m,findComment:()=>l,readPart:()=>f,writeSection:()=>s});let i="\x3c!-- flux-airflow --\x3e",o="\n\n\u2026cut short: all of it is in the job summary.",r=`
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
`,d=["check","deployment"],m="changes";async function s(t,e,n,r,m,$=l(t,e,n)){var h,g,w;let x,y,{pullRequestId:C,comment:I}=await $,b=(h=I?.body??"",g=r,w=m,y=Math.max(65036-(x=d.map(t=>[t,t===g?w:f(h,t)])).reduce((t,[e,n])=>t+(e===g?0:Math.max(n.length,4e3)),0),o.length),[i,...x.flatMap(([t,e])=>{var n,i;return""===e?[]:[(n=t,i=t===g&&e.length>y?`${e.slice(0,y-o.length)}${o}`:e,`${p(n)}
${i}
${c(n)}`)]})].join("\n"));return void 0===I?await t.mutate(a,{input:{subjectId:C,body:b}}):I.body!==b&&await t.mutate(u,{input:{id:I.id,body:b}}),b}async function l(t,e,n){let[o,a]=e.split("/");for(let e=null;;){let{id:u,comments:d}=(await t.query(r,{owner:o,name:a,number:n,after:e})).repository.pullRequest,m=d.nodes.find(t=>t.viewerDidAuthor&&t.body.startsWith(i));if(e=d.pageInfo.endCursor,void 0!==m||!d.pageInfo.hasNextPage)return{pullRequestId:u,comment:m}}}function f(t,e){let[n,i]=[t.indexOf(`${p(e)}
`),t.indexOf(`
${c(e)}`)];return -1===n||-1===i?"":t.slice(n+p(e).length+1,i)}function p(t){return`\x3c!-- flux-airflow: ${t} --\x3e`}function c(t){return`\x3c!-- flux-airflow: end of ${t} --\x3e`}})};