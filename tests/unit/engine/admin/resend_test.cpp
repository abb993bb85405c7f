// What a resend would do is said before it is done.
#include "engine/admin/place.hpp"
#include "engine/admin/resend.hpp"
#include "tests/unit/engine/admin/ask.hpp"
#include "tests/unit/engine/intake/bench.hpp"

using namespace vagus;
using namespace vagus::admin;
using namespace vagus::store::test;
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

struct messages_stored {
    messages_stored() { add_resend_verbs(verbs, {*store, planner, box, no_report()}); }

    void add(std::size_t n) {
        const auto all = known + n;
        for (std::size_t i = 0; i < n; ++i)
            store->accept(message("one"), box, [this](const auto& kept) { known += kept ? 1 : 0; });
        REQUIRE(box.run_until([&] { return known == all; }));
    }
    json::object foreseen() {
        return asked(verbs.at("resend.preview"), {{"do", "resend.preview"}, {"to", json::array{"pas"}}}, context, box);
    }

    temporary_folder folder;
    test_mailbox box;
    std::unique_ptr<vagus::store::store> store = open(in(folder));
    tests::scripted_rules rules;
    std::shared_ptr<const routes::program> program{std::shared_ptr<void>{}, &rules}; // not owned
    intake::intake planner{
        *store, std::make_shared<const intake::in_force>(intake::in_force{program, {{11, 12}, {21, 22}, {}, 9}, {}}),
        system_clock(), no_report()};
    std::map<std::string, verb> verbs;
    asio::io_context context{1};
    std::size_t known = 0;
};

} // namespace

TEST_CASE("a resend of as many messages as are foreseen was said to be of more", "[admin]") {
    messages_stored a;
    a.add(acts_foreseen);
    const auto all = a.foreseen();
    CHECK(all.at("messages").to_number<std::size_t>() == acts_foreseen);
    CHECK_FALSE(all.at("more").as_bool());
    a.add(1);
    const auto told = a.foreseen();
    CHECK(told.at("messages").to_number<std::size_t>() == acts_foreseen);
    CHECK(told.at("more").as_bool());
    CHECK(told.at("through").as_string() == admin::to_text(store::delivery_ref{1, acts_foreseen}));
}
