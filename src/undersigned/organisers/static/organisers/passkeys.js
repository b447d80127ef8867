// Says on the page that the browser gave no passkey, in place of a line in its console.
(function () {
  function failed (event) {
    event.preventDefault()
    const says = document.getElementById('passkey-failed')
    says.hidden = false
    says.scrollIntoView({ block: 'nearest' })
  }
  document.addEventListener('allauth.error', failed)
})()
