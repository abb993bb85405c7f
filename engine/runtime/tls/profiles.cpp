#include "engine/runtime/tls/profiles.hpp"

#include "engine/runtime/tls/certificate_facts.hpp"
#include "engine/runtime/tls/events.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace vagus::tls {
namespace {

constexpr wall_us day = wall_us{24} * 3600 * 1'000'000;

// Enough to see that a file is another: renamed over, or written again.
struct stamp {
    std::uint64_t inode = 0;
    std::int64_t size = -1;
    std::int64_t second = 0;
    std::int64_t nanosecond = 0;
    bool operator==(const stamp&) const = default;
};
using stamps = std::array<stamp, 3>;

stamp of(const std::string& path) {
    struct ::stat found{};
    if (path.empty() || is_pem(path) || ::stat(path.c_str(), &found) != 0) return {};
    return {found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
}

stamps of(const profile& files) {
    return {of(files.cert.value), of(files.key.value), of(files.ca.value)};
}

bool alike(const profile& a, const profile& b) {
    return a.cert.value == b.cert.value && a.key.value == b.key.value && a.ca.value == b.ca.value &&
           a.min_version == b.min_version;
}

void make_absolute(std::string& path, const std::filesystem::path& folder) {
    if (!path.empty() && !is_pem(path)) path = std::filesystem::absolute(folder / path).string();
}

} // namespace

struct profiles::kept {
    std::string name;
    profile files;
    stamps read; // of the files that were read last, good or not
    stamps last_look;
    std::shared_ptr<const certificates> current; // guarded; null until start()
};

profiles::profiles(std::vector<config::named<profile>> written, std::filesystem::path folder, const clock& time,
                   reporter& report)
    : folder_{std::move(folder)}
    , clock_{time}
    , report_{report}
    , remind_at_{time.steady() + remind_every} {
    all_.push_back(std::make_shared<kept>());
    for (auto& each : written) all_.push_back(made_of(std::move(each)));
}

std::shared_ptr<profiles::kept> profiles::made_of(config::named<profile> written) const {
    auto made = std::make_shared<kept>();
    made->name = std::move(written.name);
    made->files = std::move(written.value);
    for (auto* file : {&made->files.cert, &made->files.key, &made->files.ca}) make_absolute(file->value, folder_);
    return made;
}

profiles::~profiles() = default;

result<void, std::string> profiles::start() {
    for (auto& each : all_) {
        if (each->name.empty()) continue; // when somebody asks for it: reading a machine's authorities takes a while
        read(*each);
        if (each->current) continue;
        auto found = load(each->files, folder_, clock_.wall());
        return fail("tls profile '" + each->name + "': " + (found.flaws.empty() ? "" : found.flaws.front().words));
    }
    return {};
}

result<void, std::string> profiles::prepare(std::vector<config::named<profile>> written) {
    std::vector<std::shared_ptr<kept>> next{all_.front()};
    for (auto& each : written) {
        auto made = made_of(std::move(each));
        const auto same = std::ranges::find_if(
            all_, [&](const auto& old) { return old->name == made->name && alike(old->files, made->files); });
        if (same != all_.end()) {
            next.push_back(*same);
            continue;
        }
        read(*made);
        if (!made->current) return fail("tls profile '" + made->name + "': its files cannot be used, as the log says");
        next.push_back(std::move(made));
    }
    prepared_ = std::move(next);
    return {};
}

void profiles::use() {
    if (prepared_.empty()) return;
    const std::lock_guard hold{guard_};
    for (const auto& old : all_)
        if (std::ranges::find(prepared_, old) == prepared_.end()) retired_.push_back(old);
    all_ = std::exchange(prepared_, {});
}

void profiles::read(kept& one) {
    one.read = of(one.files);
    auto found = load(one.files, folder_, clock_.wall());
    for (const auto& each : found.flaws) {
        if (each.what == flaw::kind::date)
            report_(certificate_date{one.name, std::string{each.field}, each.words});
        else
            report_(certificate_unusable{one.name, std::string{each.field}, each.words});
    }
    if (!found.made) return;
    std::lock_guard hold{guard_};
    const bool renewed = one.current != nullptr;
    one.current = std::move(found.made);
    if (renewed) report_(certificate_renewed{one.name, one.current->names, date_of(one.current->ends)});
}

void profiles::look() {
    remind();
    for (auto& each : all_) {
        const auto now = of(each->files);
        const bool still = std::exchange(each->last_look, now) == now;
        // A certificate and its key are two files: between the two writes they do not fit.
        if (still && now != each->read) read(*each);
    }
}

void profiles::remind() {
    if (clock_.steady() < remind_at_) return;
    remind_at_ += remind_every;
    for (const auto& each : status()) {
        if (each.days < soon_days)
            report_(certificate_date{each.name, "cert", "this certificate ends on " + each.until});
    }
}

void profiles::read_again() {
    for (auto& each : all_) {
        if (!each->name.empty()) read(*each);
    }
}

std::shared_ptr<const certificates> profiles::current(const std::string& name) const {
    std::lock_guard hold{guard_};
    const auto named = [&](const auto& each) { return each->name == name; };
    auto found = std::ranges::find_if(all_, named);
    if (found == all_.end()) { // removed, and somebody is just about to connect
        const auto last = std::ranges::find_if(retired_.rbegin(), retired_.rend(), named);
        if (last == retired_.rend()) throw std::logic_error{"no tls profile '" + name + "'"};
        return (*last)->current;
    }
    auto& one = **found;
    if (!one.current && name.empty()) one.current = load(one.files, folder_, clock_.wall()).made;
    return one.current;
}

server_side profiles::serving(const input_terms& how) const {
    return {current(how.use.value), how.asks, how.allow_names};
}

client_side profiles::towards(const output_terms& how, const std::string& host) const {
    return {current(how.use.value), how.checks, how.name.empty() ? host : how.name};
}

const profile* profiles::files(const std::string& name) const {
    const std::lock_guard hold{guard_};
    const auto found = std::ranges::find(all_, name, [](const auto& each) { return each->name; });
    return name.empty() || found == all_.end() ? nullptr : &(*found)->files;
}

std::size_t profiles::replaced() const {
    const std::lock_guard hold{guard_};
    return retired_.size();
}

std::vector<profile_status> profiles::status() const {
    std::vector<profile_status> all;
    std::lock_guard hold{guard_};
    for (const auto& each : all_) {
        if (!each->current || each->current->names.empty()) continue;
        const auto ends = each->current->ends;
        const auto left = ends - clock_.wall();
        all.push_back({each->name, each->current->names, date_of(ends), left < 0 ? left / day - 1 : left / day, ends});
    }
    return all;
}

} // namespace vagus::tls
