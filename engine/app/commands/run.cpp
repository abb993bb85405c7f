// vagus run: the engine. Signals, the stop order, and the codes the process ends with.
#include "engine/alerts/sinks.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/config_folder.hpp"
#include "engine/app/configuration.hpp"
#include "engine/app/engine.hpp"
#include "engine/app/events.hpp"
#include "engine/observe/log.hpp"
#include "engine/observe/traces/exporter.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace vagus::app {
namespace {

// How long a stop waits for senders in mid-message and for receivers that owe an answer. Past it the rest is cut off,
// which is as safe as a crash: what is not settled is sent again.
constexpr auto grace = std::chrono::seconds{20};

struct run_options {
    std::string folder = ".";
    std::string log_format;
    bool watch = false;
};

class process {
  public:
    process(configuration what, observe::log& log, bool watch)
        : engine_{std::move(what), system_clock(), log}
        , log_{log}
        , watch_{watch} {}

    int run() {
        signals_.async_wait([this](const boost::system::error_code& failed, int number) {
            if (!failed) begin_stop(number);
        });
        await_renewal();
        auto started = engine_.start([this](const store::store_error& error) { give_up(error); });
        if (!started) {
            engine_.finish();
            log_.flush();
            fmt::print(stderr, "vagus run: {}\n", started.error().text);
            return started.error().store ? exit_code::of(*started.error().store) : exit_code::failed;
        }
        if (watch_) engine_.watch_files();
        main_.run();
        engine_.finish();
        log_(engine_stopped{true});
        log_.flush();
        return exit_code::ok;
    }

  private:
    void begin_stop(int number) {
        log_(engine_stopping{number == SIGINT ? "SIGINT" : "SIGTERM"});
        // A second signal stops at once.
        signals_.async_wait([](const boost::system::error_code& failed, int again) {
            if (!failed) std::_Exit(128 + again);
        });
        timer_.expires_after(grace);
        timer_.async_wait([this](const boost::system::error_code& cancelled) {
            if (cancelled) return;
            log_(engine_stopped{false});
            log_.flush();
            std::_Exit(exit_code::ok);
        });
        engine_.stop([this] { boost::asio::post(main_, [this] { main_.stop(); }); });
    }

    void await_renewal() {
        renewal_.async_wait([this](const boost::system::error_code& failed, int) {
            if (failed) return;
            engine_.renew_certificates();
            engine_.reload("SIGHUP");
            await_renewal();
        });
    }

    // On a thread of the store, which cannot go on: nobody may be answered from here on, and the truth is on disk,
    // where the next start reads it.
    void give_up(const store::store_error& error) {
        log_(store_undecided{error.text});
        log_.flush();
        std::_Exit(exit_code::of(error.why));
    }

    boost::asio::io_context main_{1};
    boost::asio::signal_set signals_{main_, SIGINT, SIGTERM};
    boost::asio::signal_set renewal_{main_, SIGHUP};
    boost::asio::steady_timer timer_{main_};
    engine engine_;
    observe::log& log_;
    bool watch_;
};

// Null: no traces are wanted.
std::unique_ptr<observe::exporter> exporter_of(const site& stated) {
    if (!stated.traces) return nullptr;
    const auto url = to_text(stated.traces->endpoint.server) + stated.traces->endpoint.target;
    auto post = [url](const std::string& json, const std::function<bool()>& stopped) {
        return alerts::post_json(url, json, stopped);
    };
    return std::make_unique<observe::exporter>(observe::exporter_terms{.share = stated.traces->sample}, stated.name,
                                               VAGUS_VERSION, std::move(post), system_clock());
}

int run(const run_options& how) {
    auto what = load(how.folder);
    if (!what.good()) {
        fmt::print(stderr, "{}", config::show(what.files.found, what.files.files));
        return exit_code::failed;
    }
    observe::log_settings settings;
    settings.least = what.written.site.log.level;
    settings.form = what.written.site.log.format;
    if (how.log_format == "text") settings.form = observe::log_form::text;
    if (how.log_format == "json") settings.form = observe::log_form::json;
    const auto traces = exporter_of(what.written.site);
    if (traces) settings.also = [&traces](std::string_view event, const facts& said) { traces->see(event, said); };
    observe::log log{settings};
    if (traces) traces->tell(log);
    std::signal(SIGPIPE, SIG_IGN); // a peer that is gone is an error of one write
    const int code = process{std::move(what), log, how.watch}.run();
    if (traces) traces->stop(); // before the log that it tells
    return code;
}

} // namespace

void add_run(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<run_options>();
    auto* verb = parent.add_subcommand("run", "Run the engine; refuses to start on any finding");
    add_folder(*verb, how->folder);
    verb->add_option("--log", how->log_format, "Form of the log, over what site.log says")
        ->check(CLI::IsMember({"json", "text"}));
    verb->add_flag("--watch", how->watch, "Reload when the files change");
    verb->callback([how, &exit_code] { exit_code = run(*how); });
}

} // namespace vagus::app
