// vagus send: acts as a sending system. One MLLP connection, one message in flight, one line per answer.
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/input_file.hpp"
#include "engine/app/commands/rate.hpp"
#include "engine/app/commands/tls_options.hpp"
#include "engine/app/commands/value.hpp"
#include "engine/app/peers/client.hpp"
#include "engine/app/peers/leaves.hpp"
#include "engine/app/peers/stamp.hpp"
#include "parsers/hl7/acknowledge.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/texts/messages_in.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace vagus::app {
namespace {

using steady = std::chrono::steady_clock;

struct send_options {
    std::vector<std::string> files;
    config::endpoint to;
    bool as_is = false;
    double per_second = 0; // 0: as fast as answers come
    config::duration timeout{std::chrono::seconds{30}};
    bool json = false;
    tls_options tls;
};

// One message and what became of it.
struct exchange {
    std::string file;
    std::string type = "?";
    std::string control_id = "?";
    std::string code;    // "AA"; empty: no answer
    std::string text;    // the receiver's words: the sender's own screen may show them
    std::string problem; // why there is no good answer
    double milliseconds = 0;

    [[nodiscard]] bool positive() const { return problem.empty() && (code == "AA" || code == "CA"); }
};

// MSA-3 and each ERR segment come as lines.
std::string lines_joined(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\r' || c == '\n')
            out += " / ";
        else
            out += c;
    }
    return out;
}

class sending {
  public:
    explicit sending(const send_options& how)
        : how_{how} {}

    int run() {
        if (how_.tls.on) {
            auto certificates = read(how_.tls);
            if (!certificates) {
                fmt::print(stderr, "vagus send: {}\n", certificates.error());
                return exit_code::usage;
            }
            wire_.use_tls(
                {std::move(*certificates), how_.tls.no_verify ? tls::verify::none : tls::verify::full, how_.tls.name});
        }
        bool all_positive = true;
        for (const std::string& file : how_.files) {
            auto messages = read_messages(file);
            if (!messages) {
                fmt::print(stderr, "vagus send: {}\n", messages.error());
                all_positive = false;
                continue;
            }
            for (const std::string& message : messages->messages) {
                wait_for_turn();
                if (!wire_.connected() && !connect()) return exit_code::unreachable;
                const exchange done = send(file, message);
                show(done);
                all_positive = all_positive && done.positive();
            }
        }
        summarise();
        return all_positive ? exit_code::ok : exit_code::failed;
    }

  private:
    bool connect() {
        auto connected = wire_.connect(how_.to.host.empty() ? "127.0.0.1" : how_.to.host, how_.to.port, how_.timeout);
        if (!connected) fmt::print(stderr, "vagus send: {}\n", connected.error());
        return connected.has_value();
    }

    exchange send(const std::string& file, const std::string& message) {
        exchange out;
        out.file = file;
        std::string bytes = how_.as_is ? message : texts::with_carriage_returns(message);
        auto parsed = hl7::message::parse(bytes);
        if (!parsed && !how_.as_is) {
            out.problem = "not sent, no HL7 message: " + to_text(parsed.error()) + " (--as-is sends it anyway)";
            return out;
        }
        if (parsed && !how_.as_is) {
            const auto now = system_clock().wall();
            bytes = peers::stamped(*parsed, peers::hl7_time(now), ids_.next(now));
            parsed = hl7::message::parse(bytes);
        }
        std::string control;
        if (parsed) {
            const hl7::document document = parsed->read();
            const auto type = document.field("MSH", 9);
            out.type = fmt::format("{}^{}", hl7::part(type, document.marks.component, 1),
                                   hl7::part(type, document.marks.component, 2));
            control = document.field("MSH", 10);
            out.control_id = control;
        }
        const auto begun = steady::now();
        auto answer = wire_.exchange(bytes, how_.timeout);
        out.milliseconds = std::chrono::duration<double, std::milli>(steady::now() - begun).count();
        if (!answer)
            out.problem = answer.error();
        else
            read_answer(*answer, control, parsed.has_value(), out);
        return out;
    }

    void read_answer(const std::string& bytes, const std::string& control, bool known, exchange& out) {
        auto answer = hl7::read_answer(bytes);
        if (!answer) {
            out.problem = "unreadable answer: " + to_text(answer.error());
            return;
        }
        out.code = hl7::to_text(answer->code);
        out.text = answer->text;
        if (!known || answer->control_id == control) return;
        // An answer to something else: whatever follows on this connection cannot be trusted either.
        out.problem = fmt::format("the answer is for control id '{}' (MSA-2)", peers::on_one_line(answer->control_id));
        wire_.close();
    }

    void wait_for_turn() {
        if (how_.per_second <= 0) return;
        const auto gap =
            std::chrono::duration_cast<steady::duration>(std::chrono::duration<double>{1 / how_.per_second});
        std::this_thread::sleep_until(turn_);
        turn_ = std::max(turn_ + gap, steady::now());
    }

    void show(const exchange& done) {
        ++counts_[done.problem.empty() ? done.code : "failed"];
        if (how_.json) {
            boost::json::object line{{"file", done.file},      {"type", done.type}, {"control_id", done.control_id},
                                     {"ack", done.code},       {"text", done.text}, {"problem", done.problem},
                                     {"ms", done.milliseconds}};
            fmt::print("{}\n", boost::json::serialize(line));
        } else {
            fmt::print("{:<8}  {:<20}  {:<2}  {:.1f} ms{}{}\n", done.type, peers::on_one_line(done.control_id),
                       done.code.empty() ? "--" : done.code, done.milliseconds,
                       done.positive() || done.text.empty() ? "" : "  " + peers::on_one_line(lines_joined(done.text)),
                       done.problem.empty() ? "" : "  " + done.problem);
        }
        std::fflush(stdout);
    }

    void summarise() const {
        std::size_t total = 0;
        std::string by_code;
        for (const auto& [code, n] : counts_) {
            total += n;
            by_code += fmt::format(", {} {}", n, code);
        }
        if (total > 1) fmt::print(stderr, "{} messages{}\n", total, by_code);
    }

    const send_options& how_;
    peers::client wire_;
    peers::control_ids ids_{std::random_device{}()};
    steady::time_point turn_ = steady::now();
    std::map<std::string, std::size_t> counts_;
};

} // namespace

void add_send(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<send_options>();
    auto* command = parent.add_subcommand("send", "Send messages over MLLP and show the answers");
    command->add_option("FILE", how->files, "Files of messages with LF, CRLF or CR ends, or MLLP dumps; - is stdin")
        ->required();
    add_value(*command, "--to", "ADDRESS", how->to, config::address(), "Where to: host:port, or :port for this machine")
        ->required();
    command->add_flag("--as-is", how->as_is,
                      "Send the bytes as they are: no fresh MSH-7 and MSH-10, no segment ends mended");
    add_rate(*command, how->per_second, "At most so many messages: 50/s, 600/min");
    add_value(*command, "--timeout", "TIME", how->timeout,
              config::time_span(std::chrono::milliseconds{1}, std::chrono::hours{24}),
              "How long to wait for the connection and for each answer (30s)");
    command->add_flag("--json", how->json, "One JSON object per message");
    add_tls_of_sender(*command, how->tls);
    command->footer("Exit code: 0 all answers positive, 1 any negative, missing or for another message, 2 usage, 3 "
                    "cannot connect.\n"
                    "Example: vagus send samples/hospital/messages/adt_a01.hl7 --to :2575");
    command->callback([how, &exit_code] { exit_code = sending{*how}.run(); });
}

} // namespace vagus::app
