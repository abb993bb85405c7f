#include "dashboard/files.hpp"

#include "tests/support/catch.hpp"

#include <zlib.h>

#include <algorithm>
#include <set>
#include <string>

using vagus::dashboard::files;

namespace {

// Hospital networks are slow in places, and the page is opened when something is wrong already.
constexpr std::size_t most_bytes = 60 * 1024;

std::string text_of(std::string_view gzipped) {
    std::string text(1 << 20, '\0');
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK);
    // zlib does not write to what it reads, and says so only in its newer headers.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzipped.data()));
    stream.avail_in = static_cast<uInt>(gzipped.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    text.resize(stream.total_out);
    inflateEnd(&stream);
    return text;
}

} // namespace

TEST_CASE("the dashboard stays under 60 KiB as it goes over the network", "[dashboard]") {
    std::size_t sum = 0;
    for (const auto& each : files()) sum += each.gzipped.size();
    CHECK(sum <= most_bytes);
}

TEST_CASE("the page asks for files that are there, and nothing is written into it that its policy forbids",
          "[dashboard]") {
    if (files().empty()) return; // VAGUS_DASHBOARD=off
    const auto page = std::ranges::find(files(), "/", &vagus::dashboard::file::path);
    REQUIRE(page != files().end());
    CHECK(page->content_type == "text/html; charset=utf-8");
    CHECK_FALSE(page->immutable); // it names the others
    const auto text = text_of(page->gzipped);
    CHECK(text.find("<script>") == std::string::npos);
    CHECK(text.find("style=") == std::string::npos);
    for (const auto& each : files())
        if (each.path != "/") {
            CHECK(text.find('"' + std::string{each.path} + '"') != std::string::npos);
            CHECK(each.immutable);
        }
}

TEST_CASE("each file has a tag of its own, and is the same at each build", "[dashboard]") {
    std::set<std::string_view> tags;
    for (const auto& each : files()) {
        CHECK(each.etag.size() == 16);
        CHECK(tags.insert(each.etag).second);
        CHECK(each.gzipped.substr(4, 4) == std::string_view{"\0\0\0\0", 4}); // no time in it
    }
}
