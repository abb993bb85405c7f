#include "engine/deliver/fhir.hpp"

#include "engine/deliver/fhir/answer.hpp"
#include "engine/deliver/fhir/events.hpp"
#include "engine/deliver/fhir/server_check.hpp"

#include <algorithm>
#include <utility>

namespace vagus::deliver {
namespace asio = boost::asio;
using queue::attempt_result;
using queue::judgement;

namespace {

constexpr std::string_view fhir_json = "application/fhir+json";

// "/r4" of "/r4/"; empty for the root.
std::string base_of(const fhir_receiver& how) {
    auto base = how.base_url.target;
    while (base.ends_with('/')) base.pop_back(); // bounded by its length
    return base;
}

// Entries are judged as answers of their own. Any that is worth a retry makes one of the whole: what was done already
// stays as it is when it is done again.
judgement judge_batch(const fhir::bundle_answer& answer, bool conditional,
                      const std::vector<queue::status_rule>& rules) {
    auto worst = judgement::delivered;
    for (const auto& entry : answer.entries) {
        const auto one = queue::to_judgement(queue::meaning_of(entry.status, conditional, rules));
        if (one == judgement::retry) return one;
        if (one == judgement::dead_letter) worst = one;
    }
    return worst;
}

bool failed(const fhir::entry_answer& entry) {
    return entry.status / 100 != 2;
}

std::string words_for(const fhir::bundle_answer& answer) {
    const auto count = std::ranges::count_if(answer.entries, failed);
    auto words = std::to_string(count) + " of " + std::to_string(answer.entries.size()) +
                 " entries failed, the others are done:\n";
    for (std::size_t i = 0; i < answer.entries.size(); ++i) {
        const auto& entry = answer.entries[i];
        if (failed(entry))
            words += "entry " + std::to_string(i + 1) + ": " + std::to_string(entry.status) + "\n" + entry.issues;
    }
    return words;
}

class fhir_sender final : public queue::sender {
  public:
    fhir_sender(const fhir_output& how, const surroundings& around, std::shared_ptr<authorization> who,
                std::shared_ptr<fhir::server_check> check, asio::io_context& context)
        : how_{how}
        , output_{around.name}
        , clock_{around.time}
        , report_{around.report}
        , client_{how.fhir.base_url.server, how.fhir, std::move(who), around.certificates, context}
        , check_{std::move(check)} {}

    asio::awaitable<attempt_result> send(const store::queued_delivery& delivery) override {
        const auto base = base_of(how_.fhir);
        http_request request{"POST", base.empty() ? "/" : base, {}, *delivery.body};
        request.fields = {{"Content-Type", std::string{fhir_json}},
                          {"Accept", std::string{fhir_json}},
                          {"Prefer", "return=minimal"},
                          {"X-Request-Id", to_text(delivery.message)}};
        auto came = co_await client_.exchange(std::move(request));
        if (!came) {
            if (came.error().what != http_failure::kind::stopped) check_->away();
            co_return attempt_of(std::move(came.error()));
        }
        fhir::server_check::answered(check_, *delivery.body);
        co_return judged(*came, delivery);
    }

    void stop() override {
        client_.stop();
        check_->stop();
    }

  private:
    attempt_result judged(const http_answer& answer, const store::queued_delivery& delivery) {
        const bool conditional = delivery.body->contains("\"ifMatch\""); // in our Bundle
        const auto now = static_cast<std::time_t>(clock_.wall() / 1'000'000);
        const auto issues = fhir::issues_of(answer.body);
        auto made = attempt_of(answer, conditional, how_.on_status, now,
                               issues.empty() ? answer.body : issues + "\n" + answer.body);
        if (answer.status / 100 != 2 || made.verdict != judgement::delivered) return made;
        const auto read = fhir::read_answer(answer.body);
        // A login page of a proxy comes with 200 as well.
        if (read.what == fhir::bundle_answer::kind::no_fhir) {
            made.what = attempt_result::kind::unreadable;
            made.verdict = std::nullopt;
            made.status = 0;
            made.bytes.insert(0, "the answer is no FHIR resource\n");
        }
        if (read.what == fhir::bundle_answer::kind::batch) judge_entries(made, read, conditional, delivery);
        return made;
    }

    void judge_entries(attempt_result& made, const fhir::bundle_answer& read, bool conditional,
                       const store::queued_delivery& delivery) {
        const auto count = std::ranges::count_if(read.entries, failed);
        if (count == 0) return;
        made.verdict = judge_batch(read, conditional, how_.on_status);
        made.bytes.insert(made.bytes.find('\n') + 1, words_for(read));
        if (*made.verdict != judgement::delivered) // the first that is not as it should be
            made.status = std::ranges::find_if(read.entries, failed)->status;
        report_(fhir::batch_partly_failed{output_, to_text(delivery.message), count,
                                          static_cast<std::int64_t>(read.entries.size())});
    }

    const fhir_output& how_;
    std::string output_;
    const clock& clock_;
    reporter& report_;
    web_client client_;
    std::shared_ptr<fhir::server_check> check_;
};

} // namespace

const config::fields<fhir_receiver>& fhir_receiver_fields() {
    static const auto stated =
        config::fields<fhir_receiver>{"fhir", "Posts a Bundle for each message to a FHIR R4 server."}
            .required("base_url", &fhir_receiver::base_url, web_url(),
                      "The server's base, such as https://fhir.example.org/r4.")
            .required("body", &fhir_receiver::body, routes::as_written(config::name()),
                      "The name of the body that makes the Bundle, of type transaction or batch.")
            .include(web_settings_fields())
            .check([](const fhir_receiver& read, const config::node& map, config::reading& context) {
                check_terms(read.base_url.server, read, map, context);
                if (read.base_url.target.contains('?'))
                    context.found.error(map.find("base_url")->value, "VG1325", "a FHIR base has no query",
                                        "try: it without the ? and what follows");
            });
    return stated;
}

const config::fields<fhir_output>& fhir_output_fields() {
    static const auto stated =
        config::fields<fhir_output>{"fhir output", "Posts a Bundle for each message to a FHIR R4 server."}
            .required("fhir", &fhir_output::fhir, config::object(fhir_receiver_fields),
                      "Posts a Bundle for each message to a FHIR R4 server.")
            .optional("on_status", &fhir_output::on_status, queue::status_rules(),
                      "What statuses mean, of the answer and of each entry of a batch; as for http.")
            .include(output_fields());
    return stated;
}

queue::opening fhir_output::open(const surroundings& around) const {
    return queue::make_sender{[this, around, who = std::shared_ptr<authorization>{},
                               check = std::shared_ptr<fhir::server_check>{}](asio::io_context& context) mutable {
        if (!check) {
            who = std::make_shared<authorization>(fhir.auth, fhir, deliver::secured(fhir, around.certificates),
                                                  around.time, context);
            check =
                std::make_shared<fhir::server_check>(fhir.base_url.server, base_of(fhir), fhir, around, who, context);
            fhir::server_check::start(check);
        }
        return std::make_unique<fhir_sender>(*this, around, who, check, context);
    }};
}

routes::content fhir_output::wants() const {
    return {fhir.body, {}};
}

const tls::output_terms* fhir_output::secured() const {
    return fhir.tls ? &*fhir.tls : nullptr;
}

std::string fhir_output::where() const {
    return to_text(fhir.base_url.server) + base_of(fhir);
}

} // namespace vagus::deliver
