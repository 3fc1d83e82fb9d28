#include "http/certificate.h"

#include <gnutls/gnutls.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/arena.h"

struct certificate {
    atomic_uint holders;
    gnutls_certificate_credentials_t credentials;
};

static gnutls_datum_t datum(struct str text) {
    return (gnutls_datum_t){(unsigned char *)(uintptr_t)text.data, (unsigned)text.size};
}

enum status certificate_open(struct certificate **out, struct str chain, struct str key,
                             struct fault *fault) {
    if (chain.size > INT_MAX || key.size > INT_MAX)
        return fault_set(fault, LIMIT, "the certificate is too large");
    struct certificate *certificate = memory_take(sizeof *certificate);
    *certificate = (struct certificate){.holders = 1};
    if (gnutls_certificate_allocate_credentials(&certificate->credentials) < 0) abort();
    gnutls_datum_t chain_datum = datum(chain), key_datum = datum(key);
    int result = gnutls_certificate_set_x509_key_mem(certificate->credentials, &chain_datum,
                                                     &key_datum, GNUTLS_X509_FMT_PEM);
    if (result < 0) {
        certificate_give(&certificate);
        return fault_set(fault, MALFORMED,
                         "the certificate and the private key do not fit or are not PEM");
    }
    *out = certificate;
    return OK;
}

struct certificate *certificate_hold(struct certificate *certificate) {
    certificate->holders++;
    return certificate;
}

void certificate_give(struct certificate **given) {
    struct certificate *certificate = *given;
    *given = NULL;
    if (!certificate || --certificate->holders) return;
    gnutls_certificate_free_credentials(certificate->credentials);
    free(certificate);
}

void certificate_use(const struct certificate *certificate, void *session) {
    // Fails for want of memory only.
    if (gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, certificate->credentials) < 0)
        abort();
}
