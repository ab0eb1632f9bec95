// Says on the page when a passkey could not be used; without this the fault would only stand in the browser's console.
(() => {
  "use strict";
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const sentence of document.querySelectorAll("[data-passkey-failed]")) {
      sentence.hidden = false;
      sentence.setAttribute("role", "alert");
    }
  });
  // What a browser without passkeys cannot do is not offered.
  if (!window.PublicKeyCredential) {
    for (const button of document.querySelectorAll("[data-passkey]")) button.disabled = true;
  }
})();
