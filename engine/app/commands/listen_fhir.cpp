#include "engine/app/commands/listen_fhir.hpp"

#include "engine/app/commands/commands.hpp"

#include <boost/asio/signal_set.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>

namespace vagus::app {
namespace {

void show(const listen_fhir_options& how, const peers::web_request& request, const peers::fhir_seen& seen) {
    const auto now = std::chrono::system_clock::now();
    if (how.json) {
        boost::json::array entries;
        for (const auto& entry : seen.entries) entries.emplace_back(entry);
        const boost::json::object line{
            {"time", fmt::format("{:%FT%TZ}", fmt::gmtime(std::chrono::floor<std::chrono::seconds>(now)))},
            {"method", request.method},
            {"target", request.target},
            {"type", seen.type},
            {"bytes", request.body.size()},
            {"entries", std::move(entries)},
            {"status", seen.answer.status},
            {"problem", seen.problem}};
        fmt::print("{}\n", boost::json::serialize(line));
    } else {
        fmt::print("{:%T}  {} {}  {:>6} bytes  {}  {}\n", fmt::localtime(std::chrono::system_clock::to_time_t(now)),
                   request.method, seen.is_bundle() ? seen.type : request.target, request.body.size(),
                   seen.answer.status, seen.problem);
        for (const auto& entry : seen.entries) fmt::print("          {}\n", entry);
    }
    std::fflush(stdout);
}

// Written beside and renamed, so that whoever watches the folder sees whole Bundles only.
bool save(const std::filesystem::path& folder, std::size_t number, const std::string& bytes) {
    const auto name = fmt::format("{:06}.json", number);
    const auto beside = folder / ("." + name + ".part");
    std::ofstream out{beside, std::ios::binary};
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    std::error_code error;
    if (out) std::filesystem::rename(beside, folder / name, error);
    return out && !error;
}

} // namespace

int listen_fhir(const listen_fhir_options& how) {
    if (!how.save.empty()) {
        std::error_code error;
        std::filesystem::create_directories(how.save, error);
        if (error) {
            fmt::print(stderr, "vagus listen: cannot make {}: {}\n", how.save, error.message());
            return exit_code::failed;
        }
    }
    boost::asio::io_context context{1};
    std::size_t number = 0;
    bool all_saved = true;
    peers::fhir_sink sink{context, how.sink, [&](const peers::web_request& request, const peers::fhir_seen& seen) {
                              if (!how.quiet) show(how, request, seen);
                              if (!seen.is_bundle()) return;
                              ++number;
                              if (how.save.empty() || save(how.save, number, request.body)) return;
                              fmt::print(stderr, "vagus listen: cannot write to {}\n", how.save);
                              all_saved = false;
                          }};
    const auto port = sink.start();
    if (!port) {
        fmt::print(stderr, "vagus listen: {}\n", port.error());
        return exit_code::failed;
    }
    fmt::print(stderr, "FHIR server on port {}, such as base_url: http://127.0.0.1:{}/fhir\n", *port, *port);

    boost::asio::signal_set stop{context, SIGINT, SIGTERM};
    stop.async_wait([&](const boost::system::error_code& error, int) {
        if (!error) sink.stop();
    });
    sink.when_done([&] { stop.cancel(); });
    context.run();
    fmt::print(stderr, "{} bundles received\n", number);
    return all_saved ? exit_code::ok : exit_code::failed;
}

} // namespace vagus::app
