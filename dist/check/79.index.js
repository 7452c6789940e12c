export const id=79;export const ids=[79];export const modules={79:(t,e,n)=>{n.r(e),n.d(e,{replaceSection:()=>s,writeSection:()=>l});let i="\x3c!-- flux-airflow --\x3e",o="\n\n…cut short: all of it is in the job summary.",u=`
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
`,d=["check","deployment"];async function l(t,e,n,o,d){let{pullRequestId:l,comment:m}=await async function(t,e,n){let[o,r]=e.split("/");for(let e=null;;){let{id:a,comments:d}=(await t.query(u,{owner:o,name:r,number:n,after:e})).repository.pullRequest,l=d.nodes.find(t=>t.viewerDidAuthor&&t.body.startsWith(i));if(e=d.pageInfo.endCursor,void 0!==l||!d.pageInfo.hasNextPage)return{pullRequestId:a,comment:l}}}(t,e,n),p=s(m?.body??"",o,d);void 0===m?await t.mutate(r,{input:{subjectId:l,body:p}}):m.body!==p&&await t.mutate(a,{input:{id:m.id,body:p}})}function s(t,e,n){let u=d.map(i=>[i,i===e?n:function(t,e){let[n,i]=[t.indexOf(`${m(e)}
`),t.indexOf(`
${p(e)}`)];return -1===n||-1===i?"":t.slice(n+m(e).length+1,i)}(t,i)]),r=65536-u.reduce((t,[n,i])=>t+(n===e?0:i.length),0)-500;return[i,...u.flatMap(([t,n])=>""===n?[]:[`${m(t)}
${t===e&&n.length>r?`${n.slice(0,r-o.length)}${o}`:n}
${p(t)}`])].join("\n")}function m(t){return`\x3c!-- flux-airflow: ${t} --\x3e`}function p(t){return`\x3c!-- flux-airflow: end of ${t} --\x3e`}}};