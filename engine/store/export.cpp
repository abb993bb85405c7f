#include "engine/store/export.hpp"

#include "base/ids.hpp"
#include "engine/store/catalog.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/sqlite.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <vector>

namespace vagus::store {
namespace {

namespace fs = std::filesystem;

// MLLP release 1: VT, the message, FS CR.
constexpr char frame_head = '\x0B';
constexpr std::string_view frame_tail = "\x1C\r";

constexpr const char* rows_within = R"(
SELECT row, seq, input, received_us, type, control, state, raw FROM message
WHERE row > ? AND row <= ? AND received_us >= ? AND received_us < ? ORDER BY row)";

// A file only its owner may read, from the first byte on.
class private_file {
  public:
    explicit private_file(const fs::path& path)
        : path_{path}
        , out_{path, std::ios::binary} {
        fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    }
    void write(std::string_view bytes) { out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size())); }
    void finish() {
        out_.close();
        if (!out_) throw std::runtime_error{path_.string() + " could not be written: is its disk full?"};
    }

  private:
    fs::path path_;
    std::ofstream out_;
};

// Tabs and line ends in a control id would make two lines of one.
std::string in_a_column(std::string_view text) {
    std::string made{text};
    for (char& c : made) {
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    }
    return made;
}

class exporter {
  public:
    exporter(const fs::path& into, const export_terms& what)
        : into_{into}
        , what_{what}
        , manifest_{into / "manifest.tsv"} {
        if (what.as == export_terms::form::mllp) frames_.emplace(into / "messages.mllp");
        manifest_.write("id\tseq\treceived_us\tinput\ttype\tcontrol_id\tstate\tbytes\tplace\n");
    }

    void take(connection& db, message_id place, const std::vector<std::string>& inputs) {
        statement some{db, rows_within};
        auto last = db.ask("SELECT max(row) FROM message");
        for (std::int64_t after = 0; after < last; after += scan_rows) { // a bound on how long a log is held back
            auto at = some.query(after, after + scan_rows, what_.since, what_.until);
            while (at.next()) {
                auto number = static_cast<std::size_t>(at.integer(2));
                const auto& input = number < inputs.size() ? inputs[number] : std::string{};
                if (!what_.input.empty() && input != what_.input) continue;
                place.row = static_cast<std::uint32_t>(at.integer(0));
                write(at, to_text(place), input);
            }
        }
    }

    exported finish() {
        if (frames_) frames_->finish();
        manifest_.finish();
        sync_folder(into_);
        return made_;
    }

  private:
    void write(const rows& at, const std::string& id, const std::string& input) {
        auto bytes = at.bytes(7);
        std::string place = id + ".hl7";
        if (frames_) {
            place = std::to_string(offset_ + 1);
            frames_->write(std::string_view{&frame_head, 1});
            frames_->write(bytes);
            frames_->write(frame_tail);
            offset_ += bytes.size() + 1 + frame_tail.size();
        } else {
            private_file alone{into_ / place};
            alone.write(bytes);
            alone.finish();
        }
        std::string line = id;
        for (const auto& column : {std::to_string(at.integer(1)), std::to_string(at.integer(3)), in_a_column(input),
                                   in_a_column(at.bytes(4)), in_a_column(at.bytes(5)), std::to_string(at.integer(6)),
                                   std::to_string(bytes.size()), place})
            line.append("\t").append(column);
        manifest_.write(line + "\n");
        made_.messages += 1;
        made_.bytes += bytes.size();
    }

    fs::path into_;
    const export_terms& what_;
    private_file manifest_;
    std::optional<private_file> frames_;
    std::uint64_t offset_ = 0; // in messages.mllp
    exported made_;
};

struct listed {
    std::uint32_t store = 0; // the low 20 bits of the uuid
    std::vector<std::uint32_t> segments;
    std::vector<std::string> inputs; // by number
};

listed read_catalog(const fs::path& folder) {
    auto file = folder / catalog_name;
    if (!fs::exists(file)) throw refusal{"there is no store in " + folder.string()};
    connection db{file, connection::access::read};
    listed found;
    statement about{db, "SELECT uuid FROM store"};
    if (auto row = about.query(); row.next()) found.store = number_of_store(row.bytes(0));
    for (const auto& each : segments_of(db)) found.segments.push_back(each.no);
    statement names{db, "SELECT no, name FROM name WHERE kind = ?"};
    for (auto row = names.query(name_kind::input); row.next();) {
        auto no = static_cast<std::size_t>(row.integer(0));
        if (no >= found.inputs.size()) found.inputs.resize(no + 1);
        found.inputs[no] = row.bytes(1);
    }
    return found;
}

} // namespace

exported export_messages(const fs::path& folder, const fs::path& into, const export_terms& what) {
    auto all = read_catalog(folder);
    if (!what.input.empty() && std::ranges::find(all.inputs, what.input) == all.inputs.end())
        throw refusal{"no input of this store was ever called '" + what.input + "'"};
    make_empty_folder(into);
    exporter out{into, what};
    for (auto no : all.segments) {
        connection db{segment_file(folder, no), connection::access::read};
        out.take(db, {all.store, 0, no, 0}, all.inputs);
    }
    return out.finish();
}

} // namespace vagus::store
