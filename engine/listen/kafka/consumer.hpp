// A member of a consumer group: librdkafka behind what the reader needs of it. Nothing is assigned, committed or given
// up but by the reader. Thread rule: one thread.
#pragma once

#include "base/result.hpp"
#include "engine/listen/kafka/place.hpp"
#include "engine/runtime/kafka/access.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace vagus::listen::kafka {

struct record {
    partition from;
    std::int64_t offset = 0;
    std::string bytes;
};
struct assigned {
    std::vector<partition> which;
};
// Until unassign() nobody else has them.
struct revoked {
    std::vector<partition> which;
};
struct trouble {
    std::string words;
    bool for_good = false; // this member is of no use any more
};
using happening = std::variant<std::monostate, record, assigned, revoked, trouble>;

class consumer {
  public:
    [[nodiscard]] static result<std::unique_ptr<consumer>, std::string> open(const vagus::kafka::properties& how,
                                                                             const std::vector<std::string>& topics);
    ~consumer();
    consumer(const consumer&) = delete;
    consumer& operator=(const consumer&) = delete;

    [[nodiscard]] happening poll(); // never waits
    // Each from its offset on; nothing: where the group is.
    void assign(const std::map<partition, std::optional<std::int64_t>>& from);
    void unassign();
    // Where the group is; waits for a broker. Nothing for one: it has never committed, or could not be asked.
    [[nodiscard]] std::map<partition, std::optional<std::int64_t>> committed(const std::vector<partition>& which);
    // The group would go on there: committed within a second, and before a partition goes to another member.
    void settled_up_to(const partition& which, std::int64_t next);
    void pause(const std::vector<partition>& which, bool paused);

    // Leaves the group; what is assigned is revoked meanwhile.
    void begin_close();
    [[nodiscard]] bool closed() const;

  private:
    struct handles;
    explicit consumer(std::unique_ptr<handles> made);
    std::unique_ptr<handles> do_;
};

} // namespace vagus::listen::kafka
