#include "engine/access/rights.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace vagus::access;

TEST_CASE("what each role may", "[access]") {
    struct row {
        right what;
        std::string by; // one letter a role that may, in their order
    };
    const auto row_of = GENERATE(row{right::see, "vsoa"}, row{right::reveal, "vsoa"}, row{right::values, "-soa"},
                                 row{right::operate, "--oa"}, row{right::resend, "--oa"}, row{right::edit, "--oa"},
                                 row{right::configure, "---a"}, row{right::users, "---a"}, row{right::audit, "---a"});
    INFO(name_of(row_of.what));
    for (const auto each : all_roles)
        CHECK(may(each, row_of.what) == (row_of.by.at(static_cast<std::size_t>(each)) != '-'));
}

TEST_CASE("names lead to roles and rights and back, and nothing else does", "[access]") {
    for (const auto each : all_roles) CHECK(role_named(name_of(each)) == each);
    for (const auto each : all_rights) CHECK(right_named(name_of(each)) == each);
    for (const std::string wrong : {"", "Admin", "operator_", "root"}) CHECK_FALSE(role_named(wrong));
    CHECK_FALSE(right_named("everything"));
}

TEST_CASE("the rights of a role are those it may, and an admin has all", "[access]") {
    CHECK(rights_of(role::viewer) == std::vector{right::see, right::reveal});
    CHECK(rights_of(role::admin).size() == all_rights.size());
}
