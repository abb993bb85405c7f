#include "engine/store/patch.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

namespace vagus::store {
namespace {

constexpr char segment_end = '\r';
constexpr char field_end = '|';
constexpr std::size_t least_copy = 8; // a record costs about as much as so many literal bytes

void put_number(std::string& into, std::size_t number) {
    for (; number >= 0x80; number >>= 7U) into.push_back(static_cast<char>((number & 0x7FU) | 0x80U));
    into.push_back(static_cast<char>(number));
}

// Nothing where the bytes end within the number, or it is longer than any length.
std::optional<std::size_t> take_number(std::string_view& from) {
    std::size_t number = 0;
    for (unsigned shift = 0; shift < std::numeric_limits<std::size_t>::digits; shift += 7) {
        if (from.empty()) return std::nullopt;
        const auto byte = static_cast<std::uint8_t>(from.front());
        from.remove_prefix(1);
        number |= std::size_t{byte & 0x7FU} << shift;
        if (byte < 0x80) return number;
    }
    return std::nullopt;
}

constexpr std::size_t stride = 4096; // memcmp is many times faster than a loop over bytes

std::size_t common_prefix(std::string_view a, std::string_view b) {
    const auto most = std::min(a.size(), b.size());
    std::size_t same = 0;
    while (most - same >= stride && std::memcmp(a.data() + same, b.data() + same, stride) == 0) same += stride;
    const auto end = std::min(most, same + stride);
    while (same < end && a[same] == b[same]) ++same;
    return same;
}

std::size_t common_suffix(std::string_view a, std::string_view b) {
    const auto most = std::min(a.size(), b.size());
    const auto *a_end = a.data() + a.size(), *b_end = b.data() + b.size();
    std::size_t same = 0;
    while (most - same >= stride && std::memcmp(a_end - same - stride, b_end - same - stride, stride) == 0)
        same += stride;
    const auto end = std::min(most, same + stride);
    while (same < end && *(a_end - same - 1) == *(b_end - same - 1)) ++same;
    return same;
}

// The first part, its end included.
std::string_view part_of(std::string_view rest, char end) {
    const auto at = rest.find(end);
    return at == std::string_view::npos ? rest : rest.substr(0, at + 1);
}

// Where the segments of the base begin. One a slot, the first that came: looking one up costs the same whatever bytes
// share a slot.
class places {
  public:
    explicit places(std::string_view base)
        : base_{base} {
        const auto segments = static_cast<std::size_t>(std::ranges::count(base, segment_end)) + 1;
        slots_.assign(std::min(std::bit_ceil(segments * 2), most_slots), nowhere);
        for (std::size_t at = 0; at < base.size();) {
            const auto segment = part_of(base.substr(at), segment_end);
            auto& slot = slot_of(segment);
            if (slot == nowhere) slot = at;
            at += segment.size();
        }
    }

    [[nodiscard]] std::optional<std::size_t> find(std::string_view segment) {
        const auto at = slot_of(segment);
        if (at == nowhere || !base_.substr(at).starts_with(segment)) return std::nullopt;
        return at;
    }

  private:
    // 512 KiB: a message may be millions of empty segments. Those that find no slot are sent as literals.
    static constexpr std::size_t most_slots = std::size_t{1} << 16U;
    static constexpr auto nowhere = std::numeric_limits<std::size_t>::max();
    [[nodiscard]] std::size_t& slot_of(std::string_view segment) {
        return slots_[std::hash<std::string_view>{}(segment) & (slots_.size() - 1)];
    }

    std::string_view base_;
    std::vector<std::size_t> slots_;
};

class maker {
  public:
    maker(std::string_view base, std::string_view whole)
        : base_{base}
        , whole_{whole} {
        put_number(made_, whole.size());
    }

    std::optional<std::string> make() {
        const auto before = common_prefix(base_, whole_);
        if (before == 0) return std::nullopt; // JSON that was made of a message is something else
        const auto behind = common_suffix(base_.substr(before), whole_.substr(before));
        copy(0, before);
        const auto was = base_.substr(before, base_.size() - before - behind);
        const auto is = whole_.substr(before, whole_.size() - before - behind);
        if (is.size() < whole_.size() / few) {
            literal(is);
        } else {
            by_segments(was, is);
        }
        copy(base_.size() - behind, behind);
        end_run();
        end_record();
        if (!worthwhile() || whole_.size() > base_.size() + made_.size()) return std::nullopt;
        return std::move(made_);
    }

  private:
    // Less than that part of the whole is not worth a closer look.
    static constexpr std::size_t few = 8;

    // Both begin behind the same bytes, most often within a segment. `was` only ever goes forward: so nothing is looked
    // at twice.
    void by_segments(std::string_view was, std::string_view is) {
        std::optional<places> known;
        while (!is.empty() && worthwhile()) {
            const auto wanted = part_of(is, segment_end);
            is.remove_prefix(wanted.size());
            if (was.starts_with(wanted)) {
                copy(offset_of(was), wanted.size());
                was.remove_prefix(wanted.size());
                continue;
            }
            if (!known) known.emplace(base_);
            if (const auto at = known->find(wanted)) {
                copy(*at, wanted.size());
                if (const auto behind = *at + wanted.size(); behind > offset_of(was)) was = base_.substr(behind);
                continue;
            }
            const auto next = part_of(was, segment_end);
            by_fields(next, wanted);
            was.remove_prefix(next.size());
        }
    }

    void by_fields(std::string_view was, std::string_view is) {
        while (!is.empty() && worthwhile()) {
            const auto wanted = part_of(is, field_end);
            const auto next = part_of(was, field_end);
            if (wanted == next) {
                copy(offset_of(was), wanted.size());
            } else {
                literal(wanted);
            }
            is.remove_prefix(wanted.size());
            was.remove_prefix(next.size());
        }
    }

    void copy(std::size_t from, std::size_t size) {
        if (run_.from + run_.size != from) {
            end_run();
            run_.from = from;
        }
        run_.size += size;
    }

    void literal(std::string_view bytes) {
        if (bytes.empty()) return;
        end_run();
        literals_ += bytes.size();
        if (worthwhile()) literal_.append(bytes);
    }

    // Fields that lie together are one copy, and worth a record together.
    void end_run() {
        const auto [from, size] = std::exchange(run_, {});
        if (size == 0) return;
        if (size < least_copy) {
            literals_ += size;
            literal_.append(base_, from, size);
            return;
        }
        end_record();
        record_ = {from, size};
    }

    void end_record() {
        if (record_.size == 0 && literal_.empty()) return;
        put_number(made_, record_.from);
        put_number(made_, record_.size);
        put_number(made_, literal_.size());
        made_.append(literal_);
        record_ = {};
        literal_.clear();
    }

    [[nodiscard]] bool worthwhile() const { return std::max(literals_, made_.size()) * 2 < whole_.size(); }

    [[nodiscard]] std::size_t offset_of(std::string_view in_base) const {
        return static_cast<std::size_t>(in_base.data() - base_.data());
    }

    struct stretch {
        std::size_t from = 0;
        std::size_t size = 0;
    };
    std::string_view base_;
    std::string_view whole_;
    std::string made_;
    std::size_t literals_ = 0; // bytes of them so far
    stretch record_;           // what it copies, before its literal
    std::string literal_;
    stretch run_; // copied next
};

} // namespace

std::optional<std::string> make_patch(std::string_view base, std::string_view whole) {
    return maker{base, whole}.make();
}

std::optional<std::string> apply_patch(std::string_view base, std::string_view patch) {
    const auto longest = base.size() + patch.size();
    const auto size = take_number(patch);
    if (!size || *size > longest) return std::nullopt;
    std::string whole;
    whole.reserve(*size);
    while (!patch.empty()) {
        const auto from = take_number(patch);
        const auto copied = take_number(patch);
        const auto literal = take_number(patch);
        if (!from || !copied || !literal) return std::nullopt;
        if (*from > base.size() || *copied > base.size() - *from || *literal > patch.size()) return std::nullopt;
        if (*copied > *size - whole.size()) return std::nullopt;
        whole.append(base, *from, *copied);
        if (*literal > *size - whole.size()) return std::nullopt;
        whole.append(patch, 0, *literal);
        patch.remove_prefix(*literal);
    }
    if (whole.size() != *size) return std::nullopt;
    return whole;
}

} // namespace vagus::store
