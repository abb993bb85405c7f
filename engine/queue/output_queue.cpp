#include "engine/queue/output_queue.hpp"

#include "engine/queue/lane_queue.hpp"
#include "engine/queue/window_queue.hpp"

#include <utility>

namespace vagus::queue {

std::unique_ptr<output_queue> make_queue(output_settings how, const surroundings& around, const opening& open) {
    if (const auto* window = std::get_if<windowed>(&open))
        return std::make_unique<window_queue>(std::move(how), around, *window);
    return std::make_unique<lane_queue>(std::move(how), around, std::get<make_sender>(open));
}

} // namespace vagus::queue
