#include "engine/admin/client.hpp"

#include "engine/admin/protocol.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace vagus::admin {
namespace asio = boost::asio;
namespace json = boost::json;
using boost::system::error_code;

result<json::object, no_answer> ask(const std::filesystem::path& store_folder, const json::object& request) {
    using kind = no_answer::kind;
    auto path = store_folder / socket_name;
    asio::io_context context;
    asio::local::stream_protocol::socket socket{context};
    error_code failed;
    socket.connect(asio::local::stream_protocol::endpoint{path.string()}, failed);
    if (failed)
        return fail(no_answer{kind::unreachable, "no engine answers at " + path.string() + " (" + failed.message() +
                                                     "): is `vagus run` running with this configuration?"});
    asio::write(socket, asio::buffer(json::serialize(request) + "\n"), failed);
    std::string line;
    if (!failed) asio::read_until(socket, asio::dynamic_buffer(line, answer_bytes), '\n', failed);
    if (failed)
        return fail(no_answer{kind::unreachable, "the engine closed the connection (" + failed.message() + ")"});

    auto parsed = json::parse(line, failed);
    if (failed || !parsed.is_object())
        return fail(no_answer{kind::refused, "the engine's answer is not a JSON object"});
    auto& answer = parsed.get_object();
    if (const auto* error = answer.if_contains("error"))
        return fail(no_answer{kind::refused, std::string{error->is_string() ? std::string_view{error->get_string()}
                                                                            : "no reason given"}});
    return std::move(answer);
}

} // namespace vagus::admin
