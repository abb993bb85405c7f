// The map is enforced: every #include of the tree is read against the list of layers.
#include "tests/support/catch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct layer {
    std::string_view folder;
    std::vector<std::string_view> may_include; // besides itself
};

// From the bottom up. A folder that is not here is not a layer and may not be included by one.
const std::vector<layer>& layers() {
    static const std::vector<layer> all{
        {"base/", {}},
        {"parsers/", {"base/"}},
        {"config/", {"parsers/", "base/"}},
        {"routes/", {"config/", "parsers/", "base/"}},
        {"dashboard/", {}},
        {"engine/runtime/", {"routes/", "config/", "parsers/", "base/"}},
        {"engine/store/", {"routes/", "config/", "parsers/", "base/"}},
        {"engine/access/", {"engine/store/", "config/", "parsers/", "base/"}},
        {"engine/audit/", {"engine/runtime/", "config/", "parsers/", "base/"}},
        {"engine/intake/", {"engine/store/", "engine/runtime/", "routes/", "config/", "parsers/", "base/"}},
        {"engine/queue/", {"engine/store/", "engine/runtime/", "routes/", "config/", "parsers/", "base/"}},
        {"engine/listen/",
         {"engine/intake/", "engine/queue/", "engine/store/", "engine/runtime/", "routes/", "config/", "parsers/",
          "base/"}},
        {"engine/deliver/",
         {"engine/intake/", "engine/queue/", "engine/store/", "engine/runtime/", "routes/", "config/", "parsers/",
          "base/"}},
        {"engine/observe/",
         {"engine/intake/", "engine/queue/", "engine/store/", "engine/runtime/", "routes/", "config/", "parsers/",
          "base/"}},
        {"engine/alerts/", {"base/"}},
        {"engine/admin/",
         {"dashboard/", "engine/access/", "engine/audit/", "engine/intake/", "engine/queue/", "engine/store/",
          "engine/runtime/", "routes/", "config/", "parsers/", "base/"}},
        {"engine/app/",
         {"dashboard/", "engine/access/", "engine/audit/", "engine/admin/", "engine/alerts/", "engine/observe/",
          "engine/listen/", "engine/deliver/", "engine/intake/", "engine/queue/", "engine/store/", "engine/runtime/",
          "routes/", "config/", "parsers/", "base/"}},
    };
    return all;
}

// A library, and the only places that may know of it.
struct library {
    std::string_view header;
    std::vector<std::string_view> places;
};
const std::vector<library>& libraries() {
    static const std::vector<library> all{
        {"boost/asio.hpp", {}}, // the whole of Asio costs seconds a file: separate headers
        {"boost/asio/",
         {"engine/runtime/", "engine/listen/", "engine/intake/", "engine/queue/", "engine/deliver/", "engine/audit/",
          "engine/admin/", "engine/observe/monitor_port", "engine/app/"}},
        {"boost/beast/", {"engine/deliver/web/", "engine/runtime/http/", "engine/app/peers/"}}, // ten seconds a file
        {"boost/url/", {"engine/deliver/web/", "engine/admin/http/"}},
        {"zlib.h", {"engine/deliver/web/"}},
        {"jwt.h", {"engine/deliver/web/", "engine/access/"}},
        {"sodium.h", {"engine/access/", "engine/audit/"}},
        {"openssl/ssl.h", {"engine/runtime/tls/"}},
        {"boost/spirit/", {"parsers/"}},
        {"unicode/", {"parsers/charset/", "parsers/zones/"}}, // tables and arithmetic: as pure as the rest
        {"yaml-cpp/", {"config/"}},
        {"pugixml.hpp", {"engine/app/mirth/", "engine/audit/"}},
        {"sqlite3.h", {"engine/store/"}},
        {"spdlog/", {"engine/observe/"}},
        {"curl/", {"engine/alerts/send"}},
        {"prometheus/", {"engine/observe/metrics/"}},
        {"CLI/", {"engine/app/"}},
        {"librdkafka/", {"engine/runtime/kafka/", "engine/deliver/kafka/", "engine/listen/kafka/"}},
    };
    return all;
}

bool starts_with_any(std::string_view text, const std::vector<std::string_view>& prefixes) {
    return std::ranges::any_of(prefixes, [&](std::string_view prefix) { return text.starts_with(prefix); });
}

// What is between the marks of `#include "..."` or `#include <...>`; empty for any other line.
std::string_view included(std::string_view line) {
    auto skip_blanks = [&] { line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size())); };
    skip_blanks();
    if (!line.starts_with('#')) return {};
    line.remove_prefix(1);
    skip_blanks();
    if (!line.starts_with("include")) return {};
    line.remove_prefix(7);
    skip_blanks();
    if (line.empty() || (line[0] != '"' && line[0] != '<')) return {};
    const char end = line[0] == '"' ? '"' : '>';
    return line.substr(1, line.find(end, 1) - 1);
}

std::string against_layers(std::string_view file, std::string_view header) {
    const auto home = std::ranges::find_if(layers(), [&](const layer& one) { return file.starts_with(one.folder); });
    if (home == layers().end()) return "is in no layer";
    if (header.starts_with("tests/") || header.starts_with("bench/")) return "includes a test";
    const bool foreign = std::ranges::any_of(libraries(), [&](const auto& one) { return header == one.header; });
    if (!foreign && header.find('/') == std::string_view::npos && file.ends_with("pp") && header.ends_with(".hpp"))
        return "is not written from the root";
    for (const layer& other : layers())
        if (header.starts_with(other.folder) && &other != &*home && !starts_with_any(header, home->may_include))
            return "points up or sideways";
    for (const library& one : libraries())
        if (header.starts_with(one.header) && !starts_with_any(file, one.places))
            return "is a library that does not belong here";
    const bool is_header = file.ends_with(".hpp");
    if (is_header && header.starts_with("boost/spirit/") && file.find("grammar") == std::string_view::npos &&
        file.find("terminal") == std::string_view::npos)
        return "is a grammar outside of .cpp files";
    return {};
}

std::vector<std::string> breaches(std::string_view file, std::string_view text) {
    std::vector<std::string> found;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const std::string place = std::string{file} + ":" + std::to_string(number) + ": ";
        if (const auto header = included(line); !header.empty())
            if (const auto why = against_layers(file, header); !why.empty())
                found.push_back(place + std::string{header} + " " + why);
        if (line.find("co_spawn(") != std::string_view::npos && !file.starts_with("engine/runtime/"))
            found.push_back(place + "co_spawn outside engine/runtime: use runtime::task_group");
    }
    return found;
}

std::string read(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

TEST_CASE("every include of the tree points downwards", "[layers]") {
    std::size_t files = 0;
    for (const std::string_view top : {"base", "parsers", "config", "routes", "engine"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator{top}) {
            const auto kind = entry.path().extension();
            if (kind != ".hpp" && kind != ".cpp") continue;
            ++files;
            for (const std::string& breach : breaches(entry.path().generic_string(), read(entry.path()))) {
                FAIL_CHECK(breach);
            }
        }
    CHECK(files > 50); // the test runs in the project's root
}

TEST_CASE("an include that points up is caught, with its file and line", "[layers]") {
    CHECK(breaches("parsers/hl7/message.cpp", "// why\n#include \"config/load.hpp\"\n") ==
          std::vector<std::string>{"parsers/hl7/message.cpp:2: config/load.hpp points up or sideways"});
    CHECK(breaches("engine/runtime/io_pool.cpp", "#include \"engine/store/store.hpp\"").size() == 1);
    CHECK(breaches("engine/intake/a.cpp", "#include \"engine/queue/lanes.hpp\"").size() == 1);
    CHECK(breaches("base/ids.cpp", "  #  include \"routes/plan.hpp\"").size() == 1);
}

TEST_CASE("listen and deliver never meet, and nothing includes app", "[layers]") {
    CHECK(breaches("engine/listen/a.cpp", "#include \"engine/deliver/b.hpp\"").size() == 1);
    CHECK(breaches("engine/deliver/a.cpp", "#include \"engine/listen/b.hpp\"").size() == 1);
    for (const layer& one : layers())
        if (one.folder != "engine/app/")
            CHECK(breaches(std::string{one.folder} + "a.cpp", "#include \"engine/app/x.hpp\"").size() == 1);
}

TEST_CASE("the pure layers know no input and output", "[layers]") {
    for (const std::string pure : {"parsers/a.cpp", "routes/a.cpp", "base/a.cpp"})
        for (const std::string header : {"boost/asio/post.hpp", "yaml-cpp/yaml.h", "spdlog/spdlog.h", "sqlite3.h"})
            CHECK(breaches(pure, "#include <" + header + ">").size() == 1);
    CHECK(breaches("engine/listen/a.cpp", "#include <boost/asio.hpp>").size() == 1);
    CHECK(breaches("engine/queue/a.cpp", "#include <spdlog/spdlog.h>").size() == 1);
}

TEST_CASE("Spirit stays inside grammars, and co_spawn inside the runtime", "[layers]") {
    CHECK(breaches("parsers/hl7/message.hpp", "#include <boost/spirit/home/x3.hpp>").size() == 1);
    CHECK(breaches("routes/a.cpp", "#include <boost/spirit/home/x3.hpp>").size() == 1);
    CHECK(breaches("engine/listen/a.cpp", "asio::co_spawn(context, serve());").size() == 1);
    CHECK(breaches("engine/runtime/a.cpp", "asio::co_spawn(context, serve());").empty());
}

TEST_CASE("what the map allows passes", "[layers]") {
    CHECK(
        breaches("engine/app/main.cpp", "#include \"engine/listen/a.hpp\"\n#include <CLI/CLI.hpp>\n#include <vector>\n")
            .empty());
    CHECK(breaches("routes/a.cpp", "#include \"config/fields.hpp\"\n#include \"base/result.hpp\"\n").empty());
    CHECK(breaches("parsers/hl7/grammar.cpp", "#include <boost/spirit/home/x3.hpp>").empty());
    CHECK(breaches("engine/store/a.cpp", "#include <sqlite3.h>").empty());
}
