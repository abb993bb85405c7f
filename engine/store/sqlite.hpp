// SQLite as values that clean up after themselves. Every failure is a sqlite_error that names the file.
// Thread rule: a connection and its statements are used by one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

struct sqlite3;
struct sqlite3_stmt;

namespace vagus::store {

class sqlite_error : public std::runtime_error {
  public:
    sqlite_error(int code, const std::string& text)
        : std::runtime_error{text}
        , code_{code} {}
    [[nodiscard]] int code() const { return code_; } // extended

  private:
    int code_;
};

// Bytes to be stored as BLOB; a plain string_view is stored as TEXT. Neither is copied: it outlives the step.
struct blob {
    std::string_view bytes;
};

class connection {
  public:
    enum class access : std::uint8_t { write, read };

    connection(std::filesystem::path file, access how);
    connection(connection&&) = delete;
    ~connection();

    void run(const char* sql); // any number of statements without results
    [[nodiscard]] std::int64_t ask(const char* sql);
    [[nodiscard]] bool has_table(std::string_view name);
    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    // Its name has gone, or names another file by now: what is read here changes no more.
    [[nodiscard]] bool has_moved() const;

    // Pages in the write-ahead log after the last commit of this connection.
    [[nodiscard]] std::size_t log_pages() const { return log_pages_; }
    enum class checkpoint_mode : std::uint8_t { passive, truncate };
    void checkpoint(checkpoint_mode mode);

    void roll_back(); // nothing when no transaction is open: SQLite ends one by itself when it cannot be written

    [[noreturn]] void fail(int code) const;
    [[nodiscard]] sqlite_error error(int code) const;
    [[nodiscard]] sqlite3* raw() const { return db_; }

  private:
    std::filesystem::path file_;
    sqlite3* db_ = nullptr;
    std::size_t log_pages_ = 0;
};

// A transaction on one file: rolled back unless it is committed.
class transaction {
  public:
    explicit transaction(connection& on)
        : on_{on} {
        on_.run("BEGIN IMMEDIATE");
    }
    transaction(transaction&&) = delete;
    ~transaction();
    void commit() { on_.run("COMMIT"); }

  private:
    connection& on_;
};

// The results of one query; resets the statement when it goes.
class rows {
  public:
    rows(const connection& on, sqlite3_stmt* statement)
        : on_{&on}
        , statement_{statement} {}
    rows(rows&&) = delete;
    ~rows();

    [[nodiscard]] bool next();
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] bool null(int column) const;
    [[nodiscard]] int columns() const;
    [[nodiscard]] std::string_view bytes(int column) const; // TEXT or BLOB, valid until next()

  private:
    friend class statement;
    const connection* on_;
    sqlite3_stmt* statement_;
};

class statement {
  public:
    statement(connection& on, std::string_view sql);

    // Binds in order, steps, resets.
    template <class... Values> void run(const Values&... values) {
        bind_all(values...);
        step();
    }
    // The row that `from` is at, value for value.
    void run_with(const rows& from);
    template <class... Values> [[nodiscard]] rows query(Values&&... values) {
        static_assert((!std::is_same_v<Values, std::string> && ...),
                      "text is bound where it lies: a temporary would be gone before the first row");
        bind_all(values...);
        return rows{*on_, handle_.get()};
    }

  private:
    template <class... Values> void bind_all(const Values&... values) {
        int at = 0;
        (bind(++at, values), ...);
    }
    void bind(int at, std::int64_t value);
    void bind(int at, std::string_view value);
    void bind(int at, blob value);
    void bind(int at, std::nullptr_t);
    template <class Value> void bind(int at, const std::optional<Value>& value) {
        if (value) return bind(at, *value);
        bind(at, nullptr);
    }
    template <class Value>
        requires std::is_enum_v<Value>
    void bind(int at, Value value) {
        bind(at, static_cast<std::int64_t>(value));
    }
    void step();

    struct finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    connection* on_;
    std::unique_ptr<sqlite3_stmt, finalize> handle_;
};

} // namespace vagus::store
