export const id=79;export const ids=[79];export const modules={79:(t,e,n)=>{n.d(e,{writeSection:()=>s});let i="\x3c!-- flux-airflow --\x3e",o="\n\n…cut short: all of it is in the job summary.",u=`
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
`,r=`
  mutation AddComment($input: AddCommentInput!) { addComment(input: $input) { clientMutationId } }
`,a=`
  mutation UpdateComment($input: UpdateIssueCommentInput!) { updateIssueComment(input: $input) { clientMutationId } }
`,d=["check","deployment"];async function s(t,e,n,s,p){var f,c,$;let w,g,{pullRequestId:h,comment:y}=await async function(t,e,n){let[o,r]=e.split("/");for(let e=null;;){let{id:a,comments:d}=(await t.query(u,{owner:o,name:r,number:n,after:e})).repository.pullRequest,s=d.nodes.find(t=>t.viewerDidAuthor&&t.body.startsWith(i));if(e=d.pageInfo.endCursor,void 0!==s||!d.pageInfo.hasNextPage)return{pullRequestId:a,comment:s}}}(t,e,n),I=(f=y?.body??"",c=s,$=p,g=65536-(w=d.map(t=>[t,t===c?$:function(t,e){let[n,i]=[t.indexOf(`${l(e)}
`),t.indexOf(`
${m(e)}`)];return -1===n||-1===i?"":t.slice(n+l(e).length+1,i)}(f,t)])).reduce((t,[e,n])=>t+(e===c?0:n.length),0)-500,[i,...w.flatMap(([t,e])=>""===e?[]:[`${l(t)}
${t===c&&e.length>g?`${e.slice(0,g-o.length)}${o}`:e}
${m(t)}`])].join("\n"));void 0===y?await t.mutate(r,{input:{subjectId:h,body:I}}):y.body!==I&&await t.mutate(a,{input:{id:y.id,body:I}})}function l(t){return`\x3c!-- flux-airflow: ${t} --\x3e`}function m(t){return`\x3c!-- flux-airflow: end of ${t} --\x3e`}}};