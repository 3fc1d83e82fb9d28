#include "api/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <string.h>

#include "base/crypto.h"

#define QUIET 4 // ISO/IEC 18004, 5.3.8: modules of light around it

static bool is_dark(const QRcode *code, int x, int y) {
    return code->data[(size_t)y * (size_t)code->width + (size_t)x] & 1;
}

// One path: a bar for each row of dark modules that touch.
static void draw(struct buf *out, const QRcode *code) {
    int side = code->width + 2 * QUIET;
    buf_addf(out,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
             " height=\"%d\" shape-rendering=\"crispEdges\"><rect width=\"%d\" height=\"%d\""
             " fill=\"#fff\"/><path fill=\"#000\" d=\"",
             side, side, side * 4, side * 4, side, side);
    for (int y = 0; y < code->width; y++)
        for (int x = 0, end; x < code->width; x = end + 1) {
            for (end = x; end < code->width && is_dark(code, end, y);) end++;
            if (end > x) buf_addf(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, end - x, end - x);
        }
    buf_add(out, STR("\"/></svg>"));
}

enum status qr_write(struct buf *out, struct str text, struct fault *fault) {
    unsigned char bytes[QR_TEXT_BYTES_MAX];
    if (text.size > sizeof bytes)
        return fault_set(fault, LIMIT, "a QR code holds %d bytes here", QR_TEXT_BYTES_MAX);
    memcpy(bytes, text.data, text.size);
    QRcode *code = QRcode_encodeData((int)text.size, bytes, 0, QR_ECLEVEL_M);
    secret_wipe(bytes, sizeof bytes);
    if (!code) return fault_set(fault, FAILED, "no QR code could be made: %s", strerror(errno));
    draw(out, code);
    secret_wipe(code->data, (size_t)code->width * (size_t)code->width);
    QRcode_free(code);
    return out->status;
}
