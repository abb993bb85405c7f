// vagus listen: acts as a receiving system. Answers as told, says one line per message, keeps what it got.
#include "base/limits.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/listen_fhir.hpp"
#include "engine/app/commands/tls_options.hpp"
#include "engine/app/commands/value.hpp"
#include "engine/app/peers/leaves.hpp"
#include "engine/app/peers/receiver.hpp"
#include "parsers/expr/evaluate.hpp"

#include <boost/asio/signal_set.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cctype>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vagus::app {
namespace {

using code_names = std::vector<std::pair<std::string, std::optional<hl7::ack_code>>>;
const code_names& codes() {
    using enum hl7::ack_code;
    static const code_names all{
        {"AA", AA}, {"AE", AE}, {"AR", AR}, {"CA", CA}, {"CE", CE}, {"CR", CR}, {"none", std::nullopt}};
    return all;
}

constexpr std::size_t longest = 64 * limits::MiB;        // of a message
constexpr std::uint64_t elements_looked_at = 10'000'000; // by a condition in one message

struct listen_options {
    config::endpoint at;
    peers::receiver_settings receiver;
    expr::expression refuse; // no root: none
    std::optional<hl7::ack_code> refuse_with = hl7::ack_code::AE;
    config::duration delay{0};
    std::string save;
    bool quiet = false;
    bool json = false;
    bool fhir = false;
    std::uint32_t status = 0; // of answers to Bundles
    tls_options tls;
};

// MSH-10 is what the sender wrote: only letters, digits, - and _ of it go into a file name.
std::string file_name(std::size_t number, const std::string& control_id) {
    std::string safe;
    for (const char c : control_id.substr(0, 40))
        safe += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' ? c : '_';
    return fmt::format("{:06}-{}.hl7", number, safe.empty() ? "none" : safe);
}

// Written beside and renamed, so that whoever watches the folder sees whole messages only.
bool save(const std::filesystem::path& folder, const std::string& name, const std::string& bytes) {
    const auto beside = folder / ("." + name + ".part");
    std::ofstream out{beside, std::ios::binary};
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    std::error_code error;
    if (out) std::filesystem::rename(beside, folder / name, error);
    return out && !error;
}

void show(const listen_options& how, const peers::received& message) {
    const auto now = std::chrono::system_clock::now();
    const std::string answer{message.answer ? hl7::to_text(*message.answer) : std::string_view{"none"}};
    if (how.json) {
        const boost::json::object line{
            {"time", fmt::format("{:%FT%TZ}", fmt::gmtime(std::chrono::floor<std::chrono::seconds>(now)))},
            {"peer", message.peer},
            {"type", message.type},
            {"control_id", message.control_id},
            {"bytes", message.bytes.size()},
            {"ack", answer},
            {"problem", message.problem}};
        fmt::print("{}\n", boost::json::serialize(line));
    } else {
        fmt::print("{:%T}  {:<8}  {:<20}  {:>6} bytes  {}{}\n",
                   fmt::localtime(std::chrono::system_clock::to_time_t(now)), message.type.empty() ? "?" : message.type,
                   peers::on_one_line(message.control_id), message.bytes.size(), answer,
                   message.problem.empty() ? "" : "  " + message.problem);
    }
    std::fflush(stdout);
}

int run(listen_options& how) {
    if (!how.save.empty()) {
        std::error_code error;
        std::filesystem::create_directories(how.save, error);
        if (error) {
            fmt::print(stderr, "vagus listen: cannot make {}: {}\n", how.save, error.message());
            return exit_code::failed;
        }
    }
    how.receiver.host = how.at.host;
    how.receiver.port = how.at.port;
    how.receiver.delay = how.delay;
    how.receiver.refuse_with = how.refuse_with.value_or(hl7::ack_code::AE);
    how.receiver.limits.message = longest;
    if (how.refuse.root)
        how.receiver.refuse = [&how](const hl7::document& message) {
            path::budget budget{elements_looked_at};
            return expr::holds(*how.refuse.root, {message, budget});
        };

    if (how.tls.on) {
        auto certificates = read(how.tls);
        if (how.tls.cert.empty()) certificates = fail(std::string{"--tls needs --cert and --key"});
        if (!certificates) {
            fmt::print(stderr, "vagus listen: {}\n", certificates.error());
            return exit_code::usage;
        }
        const auto asks = how.tls.ca.empty() ? tls::client_auth::none : tls::client_auth::required;
        how.receiver.tls = tls::server_side{std::move(*certificates), asks, {}};
        how.receiver.refused = [](const std::string& words) { fmt::print(stderr, "{}\n", words); };
    }

    boost::asio::io_context context{1};
    std::size_t number = 0;
    bool all_saved = true;
    peers::receiver receiver{context, how.receiver, [&](const peers::received& message) {
                                 ++number;
                                 if (!how.quiet) show(how, message);
                                 if (how.save.empty() ||
                                     save(how.save, file_name(number, message.control_id), message.bytes))
                                     return;
                                 fmt::print(stderr, "vagus listen: cannot write to {}\n", how.save);
                                 all_saved = false;
                             }};
    const auto port = receiver.start();
    if (!port) {
        fmt::print(stderr, "vagus listen: {}\n", port.error());
        return exit_code::failed;
    }
    fmt::print(stderr, "listening on port {}\n", *port);

    boost::asio::signal_set stop{context, SIGINT, SIGTERM};
    stop.async_wait([&](const boost::system::error_code& error, int) {
        if (!error) receiver.stop();
    });
    receiver.when_done([&] { stop.cancel(); });
    context.run();
    fmt::print(stderr, "{} messages received\n", number);
    if (receiver.turned_away() > 0) fmt::print(stderr, "{} connections turned away\n", receiver.turned_away());
    return all_saved ? exit_code::ok : exit_code::failed;
}

listen_fhir_options as_fhir(const listen_options& how) {
    return {{how.at.host, how.at.port, how.status, how.delay, how.receiver.connections, how.receiver.count},
            how.save,
            how.quiet,
            how.json};
}

} // namespace

void add_listen(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<listen_options>();
    auto* command =
        parent.add_subcommand("listen", "Receive messages over MLLP, or FHIR Bundles, and answer them, to test with");
    add_value(*command, "ADDRESS", "", how->at, config::address(), ":6661, or 127.0.0.1:6661")->required();
    add_value(*command, "--ack", "CODE", how->receiver.ack, config::choice(codes()),
              "What to answer (AA); none: never");
    add_value(*command, "--refuse-with", "CODE", how->refuse_with, config::choice(codes()),
              "What to answer to those that --refuse names (AE)");
    add_value(*command, "--refuse", "CONDITION", how->refuse, config::condition(),
              "A condition for messages to refuse, such as \"PV1-3.1 == 'CLOSED'\"");
    add_value(*command, "--delay", "TIME", how->delay,
              config::time_span(std::chrono::milliseconds{0}, std::chrono::hours{1}),
              "Wait so long before each answer");
    command->add_option("--save", how->save, "Write each message to a file of its own in this folder")
        ->type_name("DIR");
    command->add_option("--count", how->receiver.count, "Stop after so many messages");
    command->add_option("--connections", how->receiver.connections, "At most so many at once (1000)")
        ->check(CLI::Range(1, 10'000));
    auto* fhir =
        command->add_flag("--fhir", how->fhir, "Be a little FHIR server instead: takes Bundles, and answers them");
    command->add_option("--status", how->status, "With --fhir: answer every Bundle with this status")
        ->type_name("NUMBER")
        ->check(CLI::Range(200, 599))
        ->needs(fhir);
    command->add_flag("--quiet", how->quiet, "No line per message");
    command->add_flag("--json", how->json, "One JSON object per message");
    add_tls_of_receiver(*command, how->tls);
    fhir->excludes("--tls");
    command->footer("Stops at SIGINT or SIGTERM. Exit code: 0 ok, 1 cannot listen or cannot save, 2 usage.\n"
                    "Examples: vagus listen :6661 --save received\n"
                    "          vagus listen --fhir :8090");
    command->callback([how, &exit_code] { exit_code = how->fhir ? listen_fhir(as_fhir(*how)) : run(*how); });
}

} // namespace vagus::app
