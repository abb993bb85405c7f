#include "engine/runtime/tls/socket_bio.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <cstdint>

namespace vagus::tls {
namespace {

int socket_of(BIO* self) {
    return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(self)));
}

int write(BIO* self, const char* bytes, std::size_t size, std::size_t* done) {
    BIO_clear_retry_flags(self);
    const auto sent = ::send(socket_of(self), bytes, size, MSG_NOSIGNAL);
    *done = sent > 0 ? static_cast<std::size_t>(sent) : 0;
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_write(self);
    return sent > 0 ? 1 : 0;
}

int read(BIO* self, char* bytes, std::size_t size, std::size_t* done) {
    BIO_clear_retry_flags(self);
    const auto came = ::recv(socket_of(self), bytes, size, 0);
    *done = came > 0 ? static_cast<std::size_t>(came) : 0;
    if (came < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_read(self);
    if (came == 0) BIO_set_flags(self, BIO_FLAGS_IN_EOF); // tells the end from an error
    return came > 0 ? 1 : 0;
}

long control(BIO* self, int what, long, void*) {
    if (what == BIO_CTRL_FLUSH) return 1; // nothing is held back
    if (what == BIO_CTRL_EOF) return BIO_test_flags(self, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    return 0;
}

const BIO_METHOD* method() {
    static const BIO_METHOD* const made = [] {
        auto* fresh = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
        BIO_meth_set_write_ex(fresh, write);
        BIO_meth_set_read_ex(fresh, read);
        BIO_meth_set_ctrl(fresh, control);
        return fresh;
    }();
    return made;
}

} // namespace

bio over_socket(int socket) {
    bio made{BIO_new(method())};
    BIO_set_data(made.get(), reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));
    BIO_set_init(made.get(), 1);
    return made;
}

} // namespace vagus::tls
