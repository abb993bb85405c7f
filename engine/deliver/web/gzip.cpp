#include "engine/deliver/web/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

namespace vagus::deliver {
namespace {

constexpr int gzip_window = 15 + 16; // zlib's way to say: the largest window, with gzip's head and tail
constexpr int memory_level = 8;
constexpr std::size_t step = 64U << 10U;

// zlib reads only, but says so by a cast.
void give(z_stream& zip, std::string_view& bytes) {
    const auto part = std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max());
    zip.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    zip.avail_in = static_cast<uInt>(part);
    bytes.remove_prefix(part);
}

// Makes room behind what is there; what zlib left unused is cut off by took().
void room(z_stream& zip, std::string& out) {
    const auto before = out.size();
    out.resize(before + step);
    zip.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    zip.avail_out = static_cast<uInt>(step);
}
void took(const z_stream& zip, std::string& out) {
    out.resize(out.size() - zip.avail_out);
}

} // namespace

std::string gzipped(std::string_view bytes) {
    z_stream zip{};
    if (deflateInit2(&zip, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc{};
    std::string out;
    for (int state = Z_OK; state != Z_STREAM_END;) { // ends when all was taken in and written
        if (zip.avail_in == 0) give(zip, bytes);
        room(zip, out);
        state = deflate(&zip, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
        took(zip, out);
    }
    deflateEnd(&zip);
    return out;
}

result<std::string, std::string> gunzipped(std::string_view bytes, std::size_t most) {
    z_stream zip{};
    if (inflateInit2(&zip, gzip_window) != Z_OK) throw std::bad_alloc{};
    std::string out;
    int state = Z_OK;
    while (state == Z_OK && out.size() <= most) {
        if (zip.avail_in == 0) give(zip, bytes);
        room(zip, out);
        state = inflate(&zip, Z_NO_FLUSH);
        took(zip, out);
    }
    inflateEnd(&zip);
    if (out.size() > most) return fail(std::string{"unpacked it is longer than max_answer"});
    if (state != Z_STREAM_END) return fail(std::string{"its gzip is broken or cut off"});
    return out;
}

} // namespace vagus::deliver
