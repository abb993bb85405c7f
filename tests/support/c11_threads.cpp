// C11's threads on top of POSIX's, preloaded by the tests of the build with ThreadSanitizer. librdkafka is made of
// them, and glibc's own go past what the sanitizer intercepts: it dies in a thread that it has not seen begin, and
// believes in no lock. In glibc the types are the same (nptl/thrd_priv.h); this is for no other C library.
#include <pthread.h>
#include <threads.h>

#include <cerrno>
#include <cstdint>
#include <memory>

namespace {

static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t) && sizeof(cnd_t) == sizeof(pthread_cond_t));

pthread_mutex_t* posix(mtx_t* of) {
    return reinterpret_cast<pthread_mutex_t*>(of);
}

pthread_cond_t* posix(cnd_t* of) {
    return reinterpret_cast<pthread_cond_t*>(of);
}

int c11(int code) {
    switch (code) {
    case 0: return thrd_success;
    case EBUSY: return thrd_busy;
    case ENOMEM: return thrd_nomem;
    case ETIMEDOUT: return thrd_timedout;
    default: return thrd_error;
    }
}

struct beginning {
    thrd_start_t run;
    void* with;
};

void* run(void* given) {
    const std::unique_ptr<beginning> own{static_cast<beginning*>(given)};
    const auto start = *own;
    return reinterpret_cast<void*>(static_cast<std::intptr_t>(start.run(start.with)));
}

} // namespace

extern "C" {

int thrd_create(thrd_t* made, thrd_start_t start, void* with) {
    auto own = std::make_unique<beginning>(start, with);
    const int code = pthread_create(made, nullptr, run, own.get());
    if (code == 0) static_cast<void>(own.release());
    return c11(code);
}

int thrd_join(thrd_t thread, int* result) {
    void* left = nullptr;
    const int code = pthread_join(thread, &left);
    if (result != nullptr) *result = static_cast<int>(reinterpret_cast<std::intptr_t>(left));
    return c11(code);
}

int mtx_init(mtx_t* mutex, int type) {
    pthread_mutexattr_t how;
    pthread_mutexattr_init(&how);
    if ((type & mtx_recursive) != 0) pthread_mutexattr_settype(&how, PTHREAD_MUTEX_RECURSIVE);
    const int code = pthread_mutex_init(posix(mutex), &how);
    pthread_mutexattr_destroy(&how);
    return c11(code);
}

int mtx_lock(mtx_t* mutex) {
    return c11(pthread_mutex_lock(posix(mutex)));
}

int mtx_trylock(mtx_t* mutex) {
    return c11(pthread_mutex_trylock(posix(mutex)));
}

int mtx_unlock(mtx_t* mutex) {
    return c11(pthread_mutex_unlock(posix(mutex)));
}

void mtx_destroy(mtx_t* mutex) {
    pthread_mutex_destroy(posix(mutex));
}

int cnd_init(cnd_t* condition) {
    return c11(pthread_cond_init(posix(condition), nullptr));
}

int cnd_signal(cnd_t* condition) {
    return c11(pthread_cond_signal(posix(condition)));
}

int cnd_broadcast(cnd_t* condition) {
    return c11(pthread_cond_broadcast(posix(condition)));
}

int cnd_wait(cnd_t* condition, mtx_t* mutex) {
    return c11(pthread_cond_wait(posix(condition), posix(mutex)));
}

int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* until) {
    return c11(pthread_cond_timedwait(posix(condition), posix(mutex), until));
}

void cnd_destroy(cnd_t* condition) {
    pthread_cond_destroy(posix(condition));
}
}
