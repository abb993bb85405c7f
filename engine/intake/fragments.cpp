#include "engine/intake/fragments.hpp"

#include "engine/intake/digest.hpp"
#include "engine/intake/durable.hpp"
#include "engine/intake/intake.hpp"
#include "engine/store/limits.hpp"
#include "parsers/hl7/continuation.hpp"

#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace vagus::intake {
namespace {

using namespace std::chrono_literals;

boost::asio::awaitable<store::series_bodies> fragments_of(store::store& where, store::open_series which,
                                                          store::mailbox& box) {
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(store::series_bodies)>(
        [&where, which, &box](auto handler) { where.fragments_of(which, box, std::move(handler)); },
        boost::asio::use_awaitable);
}

// Senders choose their pointers each for itself.
std::optional<std::uint64_t> pointer(const hl7::document& message, std::string_view named) {
    if (named.empty()) return std::nullopt;
    return hash_of({message.field("MSH", 3), message.field("MSH", 4), named});
}

store::fragment fragment_of(const hl7::document& message, const hl7::continuation& cut,
                            const continuation_terms& terms) {
    store::fragment made;
    made.of = pointer(message, cut.of);
    made.to = pointer(message, cut.to);
    made.most_fragments = static_cast<std::uint32_t>(terms.fragments);
    made.most_bytes = terms.bytes;
    made.most_open = static_cast<std::uint32_t>(terms.open);
    made.within = terms.within;
    return made;
}

} // namespace

const config::fields<continuation_terms>& continuation_fields() {
    static const auto stated =
        config::fields<continuation_terms>{"continuation", "Messages that their sender cut (MSH-14, DSC, ADD) are "
                                                           "joined. Each fragment is acknowledged for itself."}
            .optional("fragments", &continuation_terms::fragments, config::integer(2, 10'000),
                      "The most fragments of a message; one more is refused.")
            .optional("bytes", &continuation_terms::bytes, config::size(limits::KiB, store::longest_body),
                      "The longest message that is joined; a fragment that makes it longer is refused.")
            .optional("open", &continuation_terms::open, config::integer(1, 10'000),
                      "Messages that may wait for their next fragment; the first fragment of one more is refused.")
            .optional("within", &continuation_terms::within, config::time_span(1s, 24h),
                      "How long the next fragment may take. After that what came is a dead letter.");
    return stated;
}

// The last fragment brings the whole with it: both are stored, and the whole is planned, in one transaction. Where what
// comes before it is not here, the store says so; or that it has the fragment already.
boost::asio::awaitable<verdict> intake::accept_fragment(const source& from, std::string_view peer, hl7::message message,
                                                        original was, hl7::continuation cut, store::mailbox& box,
                                                        share& room, std::optional<store::reached> reached) {
    piece part{fragment_of(message.read(), cut, *from.continuation), std::nullopt};
    if (!cut.last())
        co_return co_await keep(from, peer, std::move(message), std::move(was), std::move(part), box,
                                std::move(reached));

    std::vector<std::string> fragments;
    const auto own = was.set == nullptr ? message.bytes().size() : was.bytes.size();
    if (part.what.of) {
        const auto before = store_.waiting_series(from.number, *part.what.of);
        const bool fits = before && before->bytes + own <= from.continuation->bytes;
        if (fits) {
            // What is read back, and what is made of it.
            if (!room.hold_more(2 * (before->bytes + own))) {
                report_(store_refused{from.name, "no room within site.in_flight to join a message"});
                co_return verdict{};
            }
            auto read = co_await fragments_of(store_, *before, box);
            if (read.all()) fragments = std::move(read.bodies), part.what.behind = before->last;
        }
        if (fragments.empty())
            co_return co_await keep(from, peer, std::move(message), std::move(was), std::move(part), box,
                                    std::move(reached));
    }
    fragments.emplace_back(was.set == nullptr ? message.bytes() : was.bytes);

    auto whole = read_whole(from, fragments);
    if (!whole) {
        auto why = std::move(whole.error());
        auto bytes = std::move(fragments.back());
        const auto now = in_force_.get();
        co_return co_await refuse_by(*now, now->of(from.number).given.of(message.read()).ack, from, peer,
                                     std::move(bytes), std::move(why), box, std::move(reached));
    }
    part.whole.emplace(std::move(*whole));
    co_return co_await keep(from, peer, std::move(message), std::move(was), std::move(part), box, std::move(reached));
}

result<intake::readable, hl7::parse_error> intake::read_whole(const source& from,
                                                              const std::vector<std::string>& fragments) {
    auto joined = hl7::join(fragments);
    if (!joined) return fail(std::move(joined.error()));
    auto was = decode(*joined, from.reading);
    if (!was) return fail(std::move(was.error()));
    auto read = hl7::message::parse(std::move(*joined), from.parsing, was->set);
    if (!read) return fail(std::move(read.error()));
    return readable{std::move(*read), std::move(*was)};
}

boost::asio::awaitable<void> intake::end_overdue(store::mailbox& box) {
    while (const auto late = store_.overdue_series()) { // one a turn: each is closed, or has gone on meanwhile
        const auto read = co_await fragments_of(store_, *late, box);
        auto entry = unfinished(read);
        const auto reason = entry.reason;
        const auto stored = co_await durable(store_, std::move(entry), box);
        if (!stored) co_return; // the engine ends, or there is no room now
        if (!stored->duplicate) report_(message_failed{store_.name(late->input), stored->id, reason});
    }
}

// A dead letter under the name of its input: no route has seen it.
store::new_message intake::unfinished(const store::series_bodies& series) const {
    store::new_message entry;
    if (auto joined = hl7::join(series.bodies))
        entry.raw = std::move(*joined);
    else if (!series.bodies.empty())
        entry.raw = series.bodies.front();
    const auto header = hl7::header_in(entry.raw);
    if (header) describe(entry, header->read());
    entry.input = series.about.input;
    entry.received = series.received;
    entry.revision = in_force_.get()->known.revision;
    entry.state = store::message_state::failed;
    entry.reason = "incomplete: " + std::to_string(series.about.fragments) +
                   " fragments came, and the next did not in time (continuation.within), or their sender began again";
    entry.digest = digest_of(entry.raw);
    entry.unfinished = {series.about.pointer, series.about.last, series.ids};
    entry.deliveries.push_back({entry.input, store::delivery_state::failed, {}, {}, entry.reason});
    return entry;
}

} // namespace vagus::intake
