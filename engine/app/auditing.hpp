// The audit of a running engine, opened when there is something to write down. Writing waits for the disk, on a thread
// of its own.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "engine/admin/audited.hpp"
#include "engine/audit/trail.hpp"
#include "engine/observe/books.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <memory>
#include <string>

namespace vagus::app {

class auditing {
  public:
    // All of it outlives the auditing.
    auditing(std::filesystem::path store_folder, boost::asio::io_context& slow, const clock& time, reporter& report,
             observe::books& counted);

    // False: it could not be written; the log says why.
    [[nodiscard]] boost::asio::awaitable<bool> write(audit::entry what, admin::deed how);
    // How the audit names a value that somebody looked for: the value itself may be a patient's.
    [[nodiscard]] std::string hashed(const std::string& value) const;
    [[nodiscard]] std::filesystem::path folder() const;
    [[nodiscard]] boost::asio::io_context& slow() const { return slow_; }

  private:
    [[nodiscard]] bool write_there(audit::entry what, admin::deed how);

    std::filesystem::path store_folder_;
    boost::asio::io_context& slow_;
    const clock& time_;
    reporter& report_;
    observe::books& counted_;
    std::unique_ptr<audit::trail> trail_; // of the slow thread
};

} // namespace vagus::app
