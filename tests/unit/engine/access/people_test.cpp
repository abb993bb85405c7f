#include "engine/access/people.hpp"
#include "tests/unit/engine/access/moved_clock.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <ctime>
#include <fstream>
#include <iterator>

#include <sys/stat.h>

using namespace vagus;
using namespace vagus::access;
using namespace std::chrono_literals;
using store::test::temporary_folder;

namespace {

constexpr password_cost cheap{1, 8192}; // the least that Argon2id takes
constexpr auto good = "correct horse battery";

// That is there: the store would have made it.
struct made_folder : temporary_folder {
    made_folder() { std::filesystem::create_directories(path()); }
};

struct bench {
    made_folder folder;
    test::moved_clock time;
    people all{folder.path(), time, cheap};
};

template <class T> std::optional<refused> why(const result<T, refused>& outcome) {
    return outcome ? std::nullopt : std::optional{outcome.error()};
}

std::string everything_in(const std::filesystem::path& folder) {
    std::string bytes;
    for (const auto& each : std::filesystem::directory_iterator{folder}) {
        std::ifstream in{each.path(), std::ios::binary};
        bytes.append(std::istreambuf_iterator<char>{in}, {});
    }
    return bytes;
}

} // namespace

TEST_CASE("a person logs in with the password, in any case of the name, and with nothing else", "[access]") {
    bench at;
    REQUIRE(at.all.add("Anna.K", good, role::operator_, "root"));
    at.time.pass(1h);
    const auto found = at.all.check_password("anna.k", good);
    REQUIRE(found);
    CHECK(found->name == "Anna.K");
    CHECK(found->is == role::operator_);
    CHECK(found->made_by == "root");
    CHECK(found->last_login == at.time.wall());
    for (const std::string wrong : {"", "correct horse batter", "Correct horse battery", "correct horse battery "})
        CHECK_FALSE(at.all.check_password("anna.k", wrong));
    CHECK_FALSE(at.all.check_password("nobody", good));
    CHECK_FALSE(at.all.check_password("' OR 1=1 --", good));
    CHECK_FALSE(at.all.check_password("", ""));
}

TEST_CASE("names and passwords have their bounds", "[access]") {
    bench at;
    const auto outcome = [&](const std::string& name, const std::string& password) {
        const auto made = at.all.add(name, password, role::viewer, "root");
        return made ? std::nullopt : std::optional{made.error()};
    };
    CHECK(outcome("", good) == refused::bad_name);
    CHECK(outcome("a b", good) == refused::bad_name);
    CHECK(outcome("a\n", good) == refused::bad_name);
    CHECK(outcome(std::string(name_letters + 1, 'a'), good) == refused::bad_name);
    CHECK_FALSE(outcome(std::string(name_letters, 'a'), good));
    CHECK(outcome("anna", std::string(password_least - 1, 'x')) == refused::bad_password);
    CHECK(outcome("anna", std::string(password_most + 1, 'x')) == refused::bad_password);
    CHECK_FALSE(outcome("anna", std::string(password_most, 'x')));
    CHECK(at.all.check_password("anna", std::string(password_most, 'x')));
    CHECK_FALSE(at.all.check_password("anna", std::string(password_most + 1, 'x')));
    CHECK(outcome("ANNA", good) == refused::name_taken);
}

TEST_CASE("an unknown name costs as much as a known one", "[access]") {
    made_folder folder;
    test::moved_clock time;
    people all{folder.path(), time, {3, std::size_t{16} << 20U}};
    REQUIRE(all.add("anna", good, role::viewer, "root"));
    (void)all.check_password("nobody", good); // makes what names nobody has are checked against
    // Of the processor: others that run beside it do not count.
    const auto took = [&](const char* name, const std::string& password) {
        const auto begun = std::clock();
        for (int i = 0; i < 5; ++i) (void)all.check_password(name, password);
        return static_cast<double>(std::clock() - begun);
    };
    const auto known = took("anna", "a wrong password");
    const auto unknown = took("nobody", "a wrong password");
    CHECK(unknown > known * 0.5);
    CHECK(unknown < known * 2);
    CHECK(took("' not a name", "a wrong password") > known * 0.5);
}

TEST_CASE("whoever is disabled, removed or has another password does not log in", "[access]") {
    bench at;
    REQUIRE(at.all.add("root", good, role::admin, "first"));
    REQUIRE(at.all.add("anna", good, role::viewer, "root"));
    REQUIRE(at.all.set_disabled("anna", true));
    CHECK_FALSE(at.all.check_password("anna", good));
    REQUIRE(at.all.set_disabled("anna", false));
    CHECK(at.all.check_password("anna", good));
    REQUIRE(at.all.set_password("anna", "another one altogether"));
    CHECK_FALSE(at.all.check_password("anna", good));
    CHECK(at.all.check_password("anna", "another one altogether"));
    REQUIRE(at.all.set_role("anna", role::support));
    CHECK(at.all.find("anna")->is == role::support);
    REQUIRE(at.all.remove("anna"));
    CHECK_FALSE(at.all.find("anna"));
    CHECK(why(at.all.remove("anna")) == refused::unknown);
    CHECK(why(at.all.set_role("anna", role::admin)) == refused::unknown);
    CHECK(why(at.all.set_disabled("anna", true)) == refused::unknown);
    CHECK(why(at.all.set_password("anna", good)) == refused::unknown);
}

TEST_CASE("the last admin stays", "[access]") {
    bench at;
    REQUIRE(at.all.add("root", good, role::admin, "first"));
    CHECK(why(at.all.remove("root")) == refused::last_admin);
    CHECK(why(at.all.set_role("root", role::operator_)) == refused::last_admin);
    CHECK(why(at.all.set_disabled("root", true)) == refused::last_admin);
    REQUIRE(at.all.add("other", good, role::admin, "root"));
    REQUIRE(at.all.set_disabled("other", true));
    CHECK(why(at.all.remove("root")) == refused::last_admin); // who may not log in is no help
    REQUIRE(at.all.set_disabled("other", false));
    CHECK(at.all.remove("root"));
}

TEST_CASE("the first token opens once, and only while there is no admin", "[access]") {
    bench at;
    const auto first = at.all.first_token();
    REQUIRE(first);
    CHECK_FALSE(at.all.redeem_first_token(""));
    CHECK_FALSE(at.all.redeem_first_token(*first + "x"));
    CHECK(at.all.redeem_first_token(*first));
    CHECK_FALSE(at.all.redeem_first_token(*first));

    const auto second = at.all.first_token();
    REQUIRE(at.all.add("root", good, role::admin, "first"));
    CHECK_FALSE(at.all.redeem_first_token(*second));
    CHECK_FALSE(at.all.first_token());
}

TEST_CASE("people stay over a restart, in a file that only this user reads, without their passwords", "[access]") {
    made_folder folder;
    test::moved_clock time;
    std::string text;
    {
        people all{folder.path(), time, cheap};
        REQUIRE(all.add("root", good, role::admin, "first"));
        text = all.add_token("monitor", role::viewer, "root", 0)->text;
        const auto bytes = everything_in(folder.path());
        CHECK(bytes.contains("$argon2id$"));
        CHECK_FALSE(bytes.contains(good));
        CHECK_FALSE(bytes.contains(text.substr(6)));
    }
    people again{folder.path(), time, cheap};
    CHECK(again.check_password("root", good));
    CHECK(again.check_token(text));
    CHECK_FALSE(again.first_token());
    struct stat facts{};
    REQUIRE(::stat((folder.path() / "access.db").c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777U) == 0600U);
}

TEST_CASE("a password's hash is made anew at a login when it costs something else now", "[access]") {
    made_folder folder;
    test::moved_clock time;
    REQUIRE(people{folder.path(), time, cheap}.add("root", good, role::admin, "first"));
    CHECK(people{folder.path(), time, {2, 16384}}.check_password("root", good));
    CHECK(everything_in(folder.path()).contains("m=16,t=2"));
}

TEST_CASE("a token is good until it expires or is removed, and says when it was used", "[access]") {
    bench at;
    const auto made =
        at.all.add_token("monitor", role::viewer, "root", at.time.wall() + std::chrono::microseconds{1h}.count());
    REQUIRE(made);
    CHECK(made->text.starts_with("vagus_"));
    at.time.pass(10min);
    const auto found = at.all.check_token(made->text);
    REQUIRE(found);
    CHECK(found->name == "monitor");
    CHECK(found->is == role::viewer);
    CHECK(found->last_use == at.time.wall());
    const auto used = at.time.wall();
    at.time.pass(30s);
    CHECK(at.all.check_token(made->text)->last_use == used); // no sync for each request
    at.time.pass(30s);
    CHECK(at.all.check_token(made->text)->last_use == at.time.wall());
    CHECK_FALSE(at.all.check_token(made->text + "x"));
    CHECK_FALSE(at.all.check_token(made->what.id));
    CHECK_FALSE(at.all.check_token("vagus_" + std::string(secret_letters, 'x')));
    at.time.pass(49min);
    CHECK_FALSE(at.all.check_token(made->text));

    const auto other = at.all.add_token("cli", role::admin, "root", 0);
    CHECK(at.all.check_token(other->text));
    CHECK(at.all.is_token(other->what.id));
    CHECK_FALSE(at.all.is_token(""));
    CHECK(at.all.tokens().size() == 2);
    CHECK(at.all.remove_token(other->what.id));
    CHECK_FALSE(at.all.is_token(other->what.id));
    CHECK_FALSE(at.all.check_token(other->text));
    CHECK(why(at.all.remove_token(other->what.id)) == refused::unknown);
    CHECK(at.all.add_token("late", role::viewer, "root", at.time.wall()).error() == refused::expired);
    CHECK(at.all.add_token("a b", role::viewer, "root", 0).error() == refused::bad_name);
}

TEST_CASE("there are as many people and tokens as are allowed", "[access]") {
    bench at;

    {
        store::connection other{at.folder.path() / "access.db", store::connection::access::write};
        other.run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999) "
                  "INSERT INTO person SELECT 'p' || i, '', 'viewer', 0, 0, '', 0 FROM n");
        other.run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999) "
                  "INSERT INTO token SELECT 't' || i, CAST(i AS BLOB), 't', 'viewer', 0, '', 0, 0 FROM n");
    }
    CHECK(at.all.add("last", good, role::viewer, "root"));
    CHECK(at.all.add("beyond", good, role::viewer, "root").error() == refused::too_many);
    CHECK(at.all.all().size() == people_at_most);
    CHECK(at.all.add_token("last", role::viewer, "root", 0));
    CHECK(at.all.add_token("beyond", role::viewer, "root", 0).error() == refused::too_many);
}

TEST_CASE("every refusal has words", "[access]") {
    for (const auto each : {refused::bad_name, refused::bad_password, refused::name_taken, refused::unknown,
                            refused::last_admin, refused::too_many, refused::expired})
        CHECK_FALSE(words(each).empty());
}
