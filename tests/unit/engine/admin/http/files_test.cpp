#include "engine/admin/http/files.hpp"

#include "tests/support/catch.hpp"

#include <array>
#include <string>

using vagus::admin::http::file_reply;
using vagus::admin::http::reply;
using vagus::admin::http::request;

namespace {

using namespace std::string_view_literals;

constexpr std::array<vagus::dashboard::file, 2> files{{
    {"/", "text/html; charset=utf-8", "1111", "a page", false},
    {"/assets/app-1.js", "text/javascript; charset=utf-8", "2222", "a script", true},
}};

request get(std::vector<std::string> path) {
    request made;
    made.method = "GET";
    made.path = std::move(path);
    return made;
}

bool says(const reply& answer, std::string_view field) {
    return answer.head.fields.find(field) != std::string::npos;
}

} // namespace

TEST_CASE("a file of the dashboard goes out as it lies in the program", "[admin][http]") {
    const auto script = file_reply(files, get({"assets", "app-1.js"}));
    CHECK(script.head.status == 200);
    CHECK(script.head.body == "a script");
    CHECK(says(script, "Content-Encoding: gzip\r\n"));
    CHECK(says(script, "ETag: \"2222\"\r\n"));
    CHECK(says(script, "Cache-Control: public, max-age=31536000, immutable\r\n"));
    CHECK(says(script, "default-src 'self'"));
    CHECK(says(file_reply(files, get({})), "Cache-Control: no-cache\r\n"));
}

TEST_CASE("a browser that has a file is not sent it again", "[admin][http]") {
    auto again = get({});
    again.fields["if-none-match"] = "\"1111\"";
    const auto answer = file_reply(files, again);
    CHECK(answer.head.status == 304);
    CHECK(answer.head.body.empty());
}

TEST_CASE("what is no file is the page, and a file that is not there is said to be missing", "[admin][http]") {
    CHECK(file_reply(files, get({"messages"})).head.body == "a page");
    CHECK(file_reply(files, get({"assets", "app-2.js"})).head.status == 404);
    CHECK(file_reply({}, get({})).head.body.find("not built") != std::string::npos);
}

TEST_CASE("pages are read and not written", "[admin][http]") {
    auto post = get({});
    post.method = "POST";
    CHECK(file_reply(files, post).head.status == 405);
}
