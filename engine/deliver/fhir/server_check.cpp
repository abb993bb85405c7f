#include "engine/deliver/fhir/server_check.hpp"

#include "base/limits.hpp"
#include "engine/deliver/fhir/events.hpp"

#include <algorithm>
#include <utility>

namespace vagus::deliver::fhir {
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t longest_statement = 32 * limits::MiB;
constexpr auto between_reads = 1min; // of a server that answers messages and has no readable /metadata

web_settings with_room(web_settings how) {
    how.max_answer = std::max(how.max_answer, longest_statement);
    return how;
}

} // namespace

server_check::server_check(web_server server, const std::string& base, const web_settings& how,
                           const surroundings& around, std::shared_ptr<authorization> who, asio::io_context& context)
    : output_{around.name}
    , target_{base + "/metadata"}
    , clock_{around.time}
    , report_{around.report}
    , state_{around.state}
    , settings_{with_room(how)}
    , client_{std::move(server), settings_, std::move(who), around.certificates, context}
    , tasks_{context, around.report} {}

void server_check::start(const std::shared_ptr<server_check>& self) {
    if (self->reading_ || self->stopping_ || self->clock_.steady() < self->not_before_) return;
    self->reading_ = true;
    self->not_before_ = self->clock_.steady() + between_reads;
    self->tasks_.spawn("fhir metadata", read(self));
}

asio::awaitable<void> server_check::read(std::shared_ptr<server_check> self) {
    http_request request{"GET", self->target_, {{"Accept", "application/fhir+json"}}, {}};
    auto came = co_await self->client_.exchange(std::move(request));
    self->reading_ = false;
    if (self->stopping_) co_return;
    std::string why;
    if (!came) why = came.error().words;
    if (came && came->status != 200) why = "it answers " + std::to_string(came->status);
    if (why.empty()) {
        auto offered = read_capability(came->body);
        if (offered)
            self->offered_ = std::move(*offered);
        else
            why = offered.error();
    }
    if (!why.empty()) {
        self->report_(server_unread{self->output_, "/metadata cannot be read: " + why});
        co_return;
    }
    self->judge();
}

void server_check::answered(const std::shared_ptr<server_check>& self, const std::string& bundle) {
    if (!self->offered_) return start(self);
    if (!self->asked_.type.empty()) return;
    self->asked_ = demand_of(bundle);
    if (!self->asked_.type.empty()) self->judge();
}

void server_check::judge() {
    const auto words = differences(*offered_, asked_);
    state_.set(words.empty() ? std::string{} : "the server does not fit: " + words);
    if (words.empty()) {
        report_(server_fits{output_, offered_->version, offered_->software});
    } else {
        report_(server_differs{output_, words});
    }
}

void server_check::away() {
    offered_.reset();
    not_before_ = {};
}

void server_check::stop() {
    stopping_ = true;
    client_.cut();
}

} // namespace vagus::deliver::fhir
