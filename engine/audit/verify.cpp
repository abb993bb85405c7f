#include "engine/audit/verify.hpp"

#include "engine/audit/entry.hpp"
#include "engine/audit/limits.hpp"
#include "engine/audit/words.hpp"

#include <string_view>

namespace vagus::audit {
namespace {

class check {
  public:
    explicit check(const std::optional<head>& known)
        : known_{known} {}

    void read_file(const file& which, const std::string& bytes, bool newest) {
        name_ = which.path.filename().string();
        number_ = 0;
        if (which.first != next_)
            fault(which.first > next_ ? "entries " + std::to_string(next_) + " to " + std::to_string(which.first - 1) +
                                            " are missing before this file"
                                      : "the file's name is not that of its first entry");
        std::string_view rest{bytes};
        while (!rest.empty()) {
            const auto end = rest.find('\n');
            ++number_;
            if (end == std::string_view::npos) {
                torn(newest);
                return;
            }
            take(rest.substr(0, end));
            rest.remove_prefix(end + 1);
        }
    }
    void unreadable(const file& which) {
        name_ = which.path.filename().string();
        number_ = 0;
        fault("cannot be read");
    }
    verdict ended(const std::optional<head>& promised) {
        name_ = "head";
        number_ = 0;
        if (!promised && made_.last.n != 0) fault("is not there or cannot be read: lines at the end may be missing");
        if (promised && promised->n > made_.last.n)
            fault("names entry " + std::to_string(promised->n) + ", and the last one here is " +
                  std::to_string(made_.last.n) + ": lines were cut off at the end");
        if (promised && at_head_ && promised->hash != *at_head_)
            fault("names another entry " + std::to_string(promised->n) + " than stands here");
        if (known_ && (!at_known_ || *at_known_ != known_->hash))
            fault("entry " + std::to_string(known_->n) + " is not the one that was known");
        return std::move(made_);
    }
    void look_for(const std::optional<head>& promised) { promised_ = promised; }

  private:
    void take(std::string_view text) {
        const auto line = read(text);
        if (!line) {
            fault("is no entry");
            ++next_;
            after_fault_ = true;
            return;
        }
        if (!line->holds) fault("entry " + std::to_string(line->what.n) + " was changed");
        if (line->what.n != next_) {
            fault(line->what.n > next_ ? "entry " + std::to_string(line->what.n) + " follows " +
                                             std::to_string(next_ - 1) + ": what was between is missing"
                                       : "entry " + std::to_string(line->what.n) + " stands where " +
                                             std::to_string(next_) + " belongs");
        } else if (line->previous != made_.last.hash && !after_fault_) {
            fault("entry " + std::to_string(line->what.n) + " does not follow the one before it");
        }
        if (line->holds) ++made_.entries;
        after_fault_ = !line->holds;
        if (line->what.n >= made_.last.n) made_.last = {line->what.n, line->hash};
        next_ = line->what.n + 1;
        if (promised_ && promised_->n == line->what.n) at_head_ = line->hash;
        if (known_ && known_->n == line->what.n) at_known_ = line->hash;
        said_by_a_start(line->what);
    }
    void said_by_a_start(const entry& what) {
        if (what.what == words::repaired)
            made_.remarks.push_back(place() + "a crash tore the line after entry " + std::to_string(what.n - 1) +
                                    ", which nobody had been answered");
        if (what.what == words::lost) fault("lines were already missing when the engine started");
    }
    // The engine may be writing it, or a crash tore it and the next start cuts it off.
    void torn(bool newest) {
        if (!newest) return fault("the file ends in the middle of a line");
        made_.remarks.push_back(place() + "the last line is not whole yet");
    }
    [[nodiscard]] std::string place() const {
        return number_ == 0 ? name_ + ": " : name_ + ":" + std::to_string(number_) + ": ";
    }
    void fault(const std::string& words) {
        if (made_.faults.size() < faults_listed) made_.faults.push_back(place() + words);
    }

    std::optional<head> known_;
    std::optional<head> promised_;
    std::optional<std::string> at_head_;
    std::optional<std::string> at_known_;
    verdict made_{0, {0, std::string{first_hash}}, {}, {}};
    std::string name_;
    std::size_t number_ = 0;
    std::uint64_t next_ = 1;
    bool after_fault_ = false; // the line before is known to be wrong: its hash says nothing of this one
};

} // namespace

verdict verify(const std::filesystem::path& folder, const std::optional<head>& known) {
    check all{known};
    const auto promised = read_head(folder); // first: what is appended meanwhile is ahead of it, never behind
    all.look_for(promised);
    const auto files = files_of(folder);
    for (const auto& each : files) {
        const auto bytes = read_whole(each.path);
        if (!bytes) {
            all.unreadable(each);
            continue;
        }
        all.read_file(each, *bytes, &each == &files.back());
    }
    return all.ended(promised);
}

} // namespace vagus::audit
