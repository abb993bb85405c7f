// Answers questions about what is stored, on a thread and on read-only connections of its own, so that a search never
// holds the writer up and never checkpoints. Each statement is one short read transaction.
#pragma once

#include "base/report.hpp"
#include "engine/store/catalog.hpp"
#include "engine/store/depths.hpp"
#include "engine/store/store.hpp"

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace vagus::store {

class search;

class reader {
  public:
    // Everything given outlives the reader. `opening` is that of segments. `unreadable` runs on the reader thread when
    // a queue cannot be read.
    reader(std::filesystem::path folder, catalog& names, const depths& counts, std::mutex& opening, reporter& report,
           std::function<void(const store_error&)> unreadable);
    ~reader();

    void pending_after(std::uint32_t output, delivery_ref after, std::size_t most, std::size_t most_bytes, mailbox& box,
                       std::move_only_function<void(std::vector<queued_delivery>)> done);
    void newest_delivery(mailbox& box, std::move_only_function<void(delivery_ref)> done);
    void undecided_dead(std::uint32_t output, std::size_t most, mailbox& box,
                        std::move_only_function<void(std::vector<dead_mark>)> done);
    void dead_letters(const dead_query& what, mailbox& box,
                      std::move_only_function<void(result<page<dead_letter>, std::string>)> done);
    void messages(message_query what, mailbox& box,
                  std::move_only_function<void(result<page<message_id>, std::string>)> done);
    void delivered(delivered_query what, mailbox& box,
                   std::move_only_function<void(result<page<delivered_row>, std::string>)> done);
    void message_of(message_id id, mailbox& box, std::move_only_function<void(std::optional<stored_message>)> done);

    void wire_events(std::uint32_t input, std::size_t most, mailbox& box,
                     std::move_only_function<void(std::vector<wire_event>)> done);
    void wire_event_at(delivery_ref at, mailbox& box, std::move_only_function<void(std::optional<wire_event>)> done);

    void fragments_of(open_series which, mailbox& box, std::move_only_function<void(series_bodies)> done);

    void stop(); // after what was asked is answered

  private:
    using job = std::move_only_function<void()>;
    class file;

    void run();
    void ask(job what);
    [[nodiscard]] bool crowded();
    [[nodiscard]] file& open(std::uint32_t segment);
    // Reads a segment of which it was known a moment ago that something in it is owed. False: it was removed meanwhile,
    // so nothing is owed there any more, and what was read of it is not so.
    template <class Read> [[nodiscard]] bool unless_removed(std::uint32_t segment, Read read);
    // Asks for what a queue must know. When it cannot be read the engine ends: any other answer would say that all is
    // well.
    template <class Read, class Done> void must_read(mailbox& box, Done done, Read read);
    [[nodiscard]] std::vector<queued_delivery> read_pending(std::uint32_t output, delivery_ref after, std::size_t most,
                                                            std::size_t most_bytes);
    template <class Answer, class Read> [[nodiscard]] Answer or_nothing(Read read);
    template <class Row, class Read>
    void ask_page(mailbox& box, std::move_only_function<void(result<page<Row>, std::string>)> done, Read read);
    template <class Row, class Scan>
    [[nodiscard]] page<Row> read_page(const std::vector<std::uint32_t>& among, delivery_ref after, delivery_ref through,
                                      std::size_t most, std::int64_t (search::*last_row)(), Scan scan);
    [[nodiscard]] delivery_ref end_of(std::int64_t (search::*last_row)());
    [[nodiscard]] std::vector<std::uint32_t> segments_of(wall_us since, wall_us until);
    [[nodiscard]] std::optional<stored_message> read_message(message_id id);
    [[nodiscard]] std::vector<dead_mark> read_undecided(std::uint32_t output, std::size_t most);
    [[nodiscard]] std::vector<wire_event> read_events(std::uint32_t input, std::size_t most);
    [[nodiscard]] std::optional<wire_event> read_event(delivery_ref at);
    [[nodiscard]] series_bodies read_series(const open_series& which);

    const std::filesystem::path folder_;
    catalog& names_;
    const depths& counts_;
    std::mutex& opening_;
    reporter& report_;
    const std::function<void(const store_error&)> unreadable_;
    std::vector<std::unique_ptr<file>> files_; // the one used last is at the back
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<job> jobs_;
    bool stopping_ = false;
    std::jthread thread_; // last: it uses all the others
};

} // namespace vagus::store
