#include "engine/listen/response.hpp"

#include <atomic>
#include <utility>

namespace vagus::listen {
namespace {

class response_receiver final : public receiver {
  public:
    response_receiver(intake::source from, std::string of, const surroundings& around)
        : from_{std::move(from)}
        , of_{std::move(of)}
        , intake_{around.intake} {}

    result<void, std::string> bind() override { return {}; }
    void start() override {}
    void stop(std::function<void()> then) override { then(); } // its output ends later, with answers that still come
    receiver_status status() const override { return {0, messages_.load(std::memory_order_relaxed)}; }
    std::string where() const override { return "answers of " + of_; }

    std::optional<store::new_message> enter(const store::queued_delivery& sent, const std::string& answer) override {
        messages_.fetch_add(1, std::memory_order_relaxed);
        return intake_.reply(from_, of_, sent, answer);
    }

  private:
    intake::source from_;
    std::string of_;
    intake::intake& intake_;
    std::atomic<std::uint64_t> messages_{0};
};

} // namespace

const config::fields<response_terms>& response_fields() {
    static const auto stated =
        config::fields<response_terms>{"response", "The answers of an output's receiver, as messages."}.required(
            "of", &response_terms::of, config::with_place(config::name()),
            "The mllp output. Of an output with `expect: application` it is the answer behind any CA.");
    return stated;
}

const config::fields<response_input>& response_input_fields() {
    static const auto stated =
        config::fields<response_input>{"response input",
                                       "Each answer that settles a delivery of an output enters as a message, which "
                                       "nobody answers. `request(PATH)` reads what had been sent."}
            .required("response", &response_input::response, config::object(response_fields),
                      "The answers of an output's receiver, as messages.");
    return stated;
}

std::unique_ptr<receiver> response_input::open(intake::source from, const surroundings& around) const {
    return std::make_unique<response_receiver>(std::move(from), response.of.value, around);
}

} // namespace vagus::listen
