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
    bool asks_clients;
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

static enum status take_pair(gnutls_certificate_credentials_t credentials,
                             const struct certificate_files *files, struct fault *fault) {
    gnutls_datum_t chain = datum(files->chain), key = datum(files->key);
    if (gnutls_certificate_set_x509_key_mem(credentials, &chain, &key, GNUTLS_X509_FMT_PEM) >= 0 &&
        is_pair(credentials))
        return OK;
    return fault_set(fault, MALFORMED,
                     "the certificate and the private key do not fit or are not PEM");
}

static enum status take_authorities(gnutls_certificate_credentials_t credentials,
                                    struct str authorities, struct fault *fault) {
    gnutls_datum_t list = datum(authorities);
    if (!authorities.size ||
        gnutls_certificate_set_x509_trust_mem(credentials, &list, GNUTLS_X509_FMT_PEM) > 0)
        return OK;
    return fault_set(fault, MALFORMED,
                     "the authorities of client certificates cannot be read: are they PEM?");
}

enum status certificate_open(struct certificate **out, const struct certificate_files *files,
                             struct fault *fault) {
    if (files->chain.size > INT_MAX || files->key.size > INT_MAX ||
        files->authorities.size > INT_MAX)
        return fault_set(fault, LIMIT, "the certificate is too large");
    SCOPED(certificate_give) struct certificate *certificate = memory_take(sizeof *certificate);
    *certificate = (struct certificate){.holders = 1, .asks_clients = files->authorities.size > 0};
    if (gnutls_certificate_allocate_credentials(&certificate->credentials) < 0) abort();
    TRY(take_pair(certificate->credentials, files, fault));
    TRY(take_authorities(certificate->credentials, files->authorities, fault));
    *out = certificate;
    certificate = NULL;
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
    if (certificate->asks_clients)
        gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUEST);
}

// Made by an authority that is trusted for it, good now, and meant for clients (RFC 5280, 4.2.1.12:
// a certificate that does not say what it is for is good for everything).
static bool is_trusted(gnutls_session_t session) {
    gnutls_typed_vdata_st purpose = {.type = GNUTLS_DT_KEY_PURPOSE_OID,
                                     .data = (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_CLIENT};
    unsigned faults = 0;
    return gnutls_certificate_verify_peers(session, &purpose, 1, &faults) >= 0 && faults == 0;
}

void certificate_client(struct certificate_client *out, void *session) {
    *out = (struct certificate_client){0};
    unsigned count = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &count);
    out->is_shown = chain && count;
    if (!out->is_shown || !is_trusted(session)) return;
    gnutls_x509_crt_t leaf;
    if (gnutls_x509_crt_init(&leaf) < 0) abort();
    size_t size = sizeof out->key;
    out->is_good = gnutls_x509_crt_import(leaf, &chain[0], GNUTLS_X509_FMT_DER) >= 0 &&
                   gnutls_x509_crt_get_key_id(leaf, GNUTLS_KEYID_USE_SHA256, out->key, &size) >= 0;
    out->ends = (stamp)gnutls_x509_crt_get_expiration_time(leaf) * STAMP_SECOND;
    gnutls_x509_crt_deinit(leaf);
}
