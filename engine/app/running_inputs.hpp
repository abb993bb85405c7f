// The inputs of the engine at work: opened, replaced and closed while messages flow. A port that stays the same stays
// open; whoever has sent a message to an input that is closed or replaced gets its answer.
// Thread rule: before start() the thread that starts the engine, then the admin thread.
#pragma once

#include "base/result.hpp"
#include "engine/admin/server.hpp"
#include "engine/listen/input.hpp"
#include "engine/observe/books.hpp"
#include "engine/observe/readings.hpp"
#include "engine/store/store.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vagus::app {

class running_inputs {
  public:
    using written = config::named<std::shared_ptr<const listen::input>>;

    // All of it outlives the inputs; `home` is the admin thread's.
    running_inputs(store::store& where, boost::asio::io_context& home, const listen::surroundings& around,
                   observe::books& counted);
    ~running_inputs();

    // In place of the one of that name, if there is one. Nothing is received before start().
    listen::receiver& open(const written& what, std::optional<intake::ack_output> application);
    // Those that were opened take their ports. The error names each that cannot be had.
    [[nodiscard]] result<void, std::string> bind();
    void forget(); // what was opened, and not started
    // Those that were opened serve from now on, and those whose place they take end.
    void start();
    // No new bytes; whoever has sent a message gets its answer.
    void close(const std::string& name);
    // All of them; `then` runs once, when none is left.
    void stop(std::function<void()> then);

    [[nodiscard]] bool serves(const std::string& name) const;
    [[nodiscard]] std::size_t replaced() const { return replaced_; }
    [[nodiscard]] std::string listening() const;                        // "adt_in=0.0.0.0:2575 lab_in=..."
    [[nodiscard]] boost::json::array rows() const;                      // those that serve, for people
    [[nodiscard]] std::vector<observe::input_reading> readings() const; // likewise

  private:
    struct running;

    void leave(running& one);
    void left(running& one);
    [[nodiscard]] running* live(const std::string& name);
    [[nodiscard]] bool all_gone() const;
    [[nodiscard]] boost::json::value paused(std::uint32_t number) const; // null: it takes messages

    store::store& store_;
    boost::asio::io_context& home_;
    listen::surroundings around_;
    observe::books& counted_;
    std::list<running> all_;
    std::size_t replaced_ = 0;
    std::function<void()> stopped_;
};

} // namespace vagus::app
