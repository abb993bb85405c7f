#include "engine/deliver/kafka/pipeline.hpp"

#include "engine/deliver/kafka/producers.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <utility>

namespace vagus::deliver::kafka {
namespace {

using namespace std::chrono_literals;

// A stop lets what is on its way arrive, but does not wait for brokers that are away.
constexpr auto stop_grace = 5s;
constexpr std::size_t longest_topic = 249; // Kafka's own bound

class pipeline final : public queue::pipeline, private producer::listener {
  public:
    pipeline(properties how, boost::asio::io_context& context, owner& to,
             std::function<void(const std::string&)> remark)
        : how_{std::move(how)}
        , context_{context}
        , to_{to}
        , remark_{std::move(remark)}
        , grace_{context}
        , me_{static_cast<producer::listener*>(this), [](producer::listener*) {}} {}

    bool send(const store::queued_delivery& delivery, std::uint64_t ticket) override {
        if (must_wait()) {
            full_ = true;
            return false;
        }
        if (auto failed = ready(); !failed.empty()) return fail_to_send(ticket, std::move(failed));
        auto beside = routes::decode_attributes(delivery.attributes);
        if (!beside) return conclude(ticket, refusal(std::move(beside.error())));
        const auto id = to_text(delivery.message);
        const auto record = record_of(delivery, *beside, id);
        if (record.topic.empty() || record.topic.size() > longest_topic)
            return conclude(ticket, refusal("the topic's name is empty or longer than 249 characters"));

        const auto failed = producer_->send(record, me_, ticket);
        switch (failed) {
        case RD_KAFKA_RESP_ERR_NO_ERROR: ++aboard_; return true;
        case RD_KAFKA_RESP_ERR__QUEUE_FULL: full_ = true; return false;
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
            return conclude(ticket, refusal("it is longer than max_message of this output"));
        case RD_KAFKA_RESP_ERR__INVALID_ARG: return conclude(ticket, refusal("its topic, key or headers are no good"));
        case RD_KAFKA_RESP_ERR__FATAL: return fail_to_send(ticket, producer_->trouble());
        default: return fail_to_send(ticket, rd_kafka_err2str(failed));
        }
    }

    void purge() override {
        if (producer_) producer_->purge();
    }
    void abandon() override {
        if (producer_) producer_->abandon();
    }
    void stop() override {
        if (!producer_) return;
        grace_.expires_after(stop_grace);
        grace_.async_wait([this, still = std::weak_ptr{me_}](const boost::system::error_code& cut) {
            if (!cut && !still.expired()) abandon();
        });
    }

  private:
    // What was not sent is not overtaken; and a broken producer is let go when it has reported all it had: with it goes
    // the news of what it still has.
    [[nodiscard]] bool must_wait() const { return untold_ > 0 || (producer_ && producer_->broken() && aboard_ > 0); }
    // Empty when there is a producer that can send; else why there is none.
    std::string ready() {
        if (producer_ && !producer_->broken()) return {};
        auto made = boost::asio::use_service<producers>(context_).get(how_, context_);
        if (!made) return "librdkafka cannot be set up: " + made.error();
        producer_ = std::move(*made);
        producer_->add(me_);
        return {};
    }

    static producer::record record_of(const store::queued_delivery& delivery, const routes::attributes& beside,
                                      std::string_view id) {
        producer::record made;
        made.body = delivery.body;
        made.headers.reserve(beside.size());
        for (const auto& each : beside) {
            if (each.name == topic_attribute) made.topic = each.value;
            if (each.name == key_attribute) made.key = each.value;
            if (each.name.starts_with(header_prefix))
                made.headers.emplace_back(std::string_view{each.name}.substr(header_prefix.size()), each.value);
        }
        made.headers.emplace_back("vagus-message-id", id);
        return made;
    }

    bool fail_to_send(std::uint64_t ticket, std::string words) {
        queue::attempt_result result;
        result.what = queue::attempt_result::kind::connection;
        result.bytes = std::move(words);
        ++untold_;
        return later([this, ticket, result = std::move(result)]() mutable {
            --untold_;
            to_.reported(ticket, std::move(result), false);
            room();
        });
    }
    bool conclude(std::uint64_t ticket, queue::attempt_result result) {
        return later(
            [this, ticket, result = std::move(result)]() mutable { to_.reported(ticket, std::move(result), false); });
    }
    // What was decided here is not reported from within send().
    template <class Then> bool later(Then then) {
        boost::asio::post(context_, [still = std::weak_ptr{me_}, then = std::move(then)]() mutable {
            if (!still.expired()) then();
        });
        return true;
    }

    void delivered(std::uint64_t ticket, const delivery_report& what) override {
        --aboard_;
        if (what.error == RD_KAFKA_RESP_ERR_NO_ERROR && std::exchange(troubled_, false)) remark_({});
        const bool tell = troubled_ || what.error == RD_KAFKA_RESP_ERR__FATAL;
        to_.reported(ticket, verdict_of(what, tell ? producer_->trouble() : std::string{}), true);
    }
    void room() override {
        if (std::exchange(full_, false)) to_.room();
    }
    void down(const std::string& why) override {
        troubled_ = true;
        remark_(why);
        to_.down(why);
    }

    properties how_;
    boost::asio::io_context& context_;
    owner& to_;
    std::function<void(const std::string&)> remark_;
    std::shared_ptr<producer> producer_;
    boost::asio::steady_timer grace_;
    std::size_t aboard_ = 0; // given to producer_ and not reported
    std::size_t untold_ = 0; // not sent, and not yet reported so
    bool full_ = false;      // send() was false
    bool troubled_ = false;
    std::shared_ptr<producer::listener> me_; // owns nothing: tells whether this is still there
};

} // namespace

std::unique_ptr<queue::pipeline> make_pipeline(properties how, boost::asio::io_context& context,
                                               queue::pipeline::owner& to,
                                               std::function<void(const std::string&)> remark) {
    return std::make_unique<pipeline>(std::move(how), context, to, std::move(remark));
}

} // namespace vagus::deliver::kafka
