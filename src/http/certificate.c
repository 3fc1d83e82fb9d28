#include "http/certificate.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

struct certificate {
    atomic_uint holders;
    gnutls_certificate_credentials_t credentials;
};

static gnutls_datum_t datum(struct str text) {
    return (gnutls_datum_t){(unsigned char *)(uintptr_t)text.data, (unsigned)text.size};
}

#define KEY_ID_BYTES 64

// GnuTLS tries a key on its certificate, but takes any of Ed25519 for that of any other: so both
// are asked for their public half.
static bool is_pair(gnutls_certificate_credentials_t credentials) {
    unsigned char ids[2][KEY_ID_BYTES] = {{0}, {0}};
    size_t sizes[2] = {KEY_ID_BYTES, KEY_ID_BYTES};
    gnutls_x509_privkey_t key = NULL;
    gnutls_x509_crt_t *list = NULL;
    unsigned count = 0;
    unsigned flags = GNUTLS_KEYID_USE_SHA256;
    bool is_read = gnutls_certificate_get_x509_key(credentials, 0, &key) >= 0 &&
                   gnutls_certificate_get_x509_crt(credentials, 0, &list, &count) >= 0 && count &&
                   gnutls_x509_privkey_get_key_id(key, flags, ids[0], &sizes[0]) >= 0 &&
                   gnutls_x509_crt_get_key_id(list[0], flags, ids[1], &sizes[1]) >= 0;
    for (unsigned i = 0; i < count; i++) gnutls_x509_crt_deinit(list[i]);
    gnutls_free(list);
    gnutls_x509_privkey_deinit(key);
    return is_read && sizes[0] == sizes[1] && memcmp(ids[0], ids[1], sizes[0]) == 0;
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
    if (result < 0 || !is_pair(certificate->credentials)) {
        certificate_give(&certificate);
        return fault_set(fault, MALFORMED,
                         "the certificate and the private key do not fit or are not PEM");
    }
    *out = certificate;
    return OK;
}

enum status certificate_time(struct certificate_time *out, struct str chain, struct fault *fault) {
    gnutls_x509_crt_t *list = NULL;
    unsigned count = 0;
    gnutls_datum_t text = datum(chain);
    if (chain.size > INT_MAX ||
        gnutls_x509_crt_list_import2(&list, &count, &text, GNUTLS_X509_FMT_PEM, 0) < 0)
        return fault_set(fault, MALFORMED, "the certificate cannot be read: is it PEM?");
    struct certificate_time time = {.begins = INT64_MIN, .ends = INT64_MAX};
    for (unsigned i = 0; i < count; i++) {
        stamp begins = (stamp)gnutls_x509_crt_get_activation_time(list[i]) * STAMP_SECOND;
        stamp ends = (stamp)gnutls_x509_crt_get_expiration_time(list[i]) * STAMP_SECOND;
        if (begins > time.begins) time.begins = begins;
        if (ends < time.ends) time.ends = ends;
        gnutls_x509_crt_deinit(list[i]);
    }
    gnutls_free(list);
    *out = time;
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
