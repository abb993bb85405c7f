// One notice over the wire, by libcurl: it knows SMTP with STARTTLS and logins, proxies, and the machine's authorities.
#include "engine/alerts/sinks.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>

namespace vagus::alerts {
namespace {

struct ends {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using handle = std::unique_ptr<CURL, ends>;
using words = std::unique_ptr<curl_slist, ends>;

void add(words& to, const std::string& one) {
    auto* longer = curl_slist_append(to.get(), one.c_str());
    if (longer == nullptr) return; // as it was
    (void)to.release();
    to.reset(longer);
}

// The answer of a webhook is for nobody.
std::size_t drop(char*, std::size_t size, std::size_t count, void*) {
    return size * count;
}

int go_on(void* stopped, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return (*static_cast<const std::function<bool()>*>(stopped))() ? 1 : 0;
}

std::size_t read(char* into, std::size_t size, std::size_t count, void* from) {
    auto& left = *static_cast<std::string_view*>(from);
    const auto bytes = std::min(left.size(), size * count);
    std::memcpy(into, left.data(), bytes);
    left.remove_prefix(bytes);
    return bytes;
}

// A line of a header holds one line.
std::string in_one_line(std::string text) {
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return text;
}

std::string mail_of(const mailbox& to, const letter& what) {
    auto mail = "From: " + in_one_line(to.from) + "\r\nTo: " + in_one_line(to.to) +
                "\r\nSubject: " + in_one_line(what.subject) +
                "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                "Content-Transfer-Encoding: 8bit\r\nAuto-Submitted: auto-generated\r\n\r\n";
    for (const char c : what.text) {
        if (c == '\n') mail += '\r';
        mail += c;
    }
    return mail;
}

// `status` of SMTP or HTTP; 0: none came. Never a URL: it may hold a secret.
result<void, std::string> told(CURL* with, CURLcode came) {
    long status = 0;
    curl_easy_getinfo(with, CURLINFO_RESPONSE_CODE, &status);
    if (came == CURLE_OK && status >= 200 && status < 300) return {};
    if (came == CURLE_OK) return fail("it answered " + std::to_string(status));
    return fail(curl_easy_strerror(came) + (status == 0 ? std::string{} : ", with " + std::to_string(status)));
}

result<void, std::string> post(CURL* with, const std::string& url, const std::string& json) {
    words headers;
    add(headers, "Content-Type: application/json");
    curl_easy_setopt(with, CURLOPT_URL, url.c_str());
    curl_easy_setopt(with, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(with, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(with, CURLOPT_POSTFIELDS, json.c_str());
    curl_easy_setopt(with, CURLOPT_POSTFIELDSIZE, static_cast<long>(json.size()));
    curl_easy_setopt(with, CURLOPT_WRITEFUNCTION, drop);
    return told(with, curl_easy_perform(with));
}

result<void, std::string> mail(CURL* with, const mailbox& to, const letter& what) {
    const auto url = (to.how == mailbox::security::tls ? "smtps://" : "smtp://") + to.server;
    words recipients;
    add(recipients, "<" + to.to + ">");
    const auto from = "<" + to.from + ">";
    const auto text = mail_of(to, what);
    std::string_view left = text;
    curl_easy_setopt(with, CURLOPT_URL, url.c_str());
    curl_easy_setopt(with, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(with, CURLOPT_USE_SSL,
                     static_cast<long>(to.how == mailbox::security::plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (!to.user.empty()) {
        curl_easy_setopt(with, CURLOPT_USERNAME, to.user.c_str());
        curl_easy_setopt(with, CURLOPT_PASSWORD, to.password.c_str());
    }
    curl_easy_setopt(with, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(with, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(with, CURLOPT_READFUNCTION, read);
    curl_easy_setopt(with, CURLOPT_READDATA, &left);
    curl_easy_setopt(with, CURLOPT_UPLOAD, 1L);
    return told(with, curl_easy_perform(with));
}

// Null: there is no memory.
handle begun(const std::function<bool()>& stopped) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    handle with{curl_easy_init()};
    if (!with) return with;
    curl_easy_setopt(with.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(with.get(), CURLOPT_TIMEOUT, static_cast<long>(try_for.count()));
    curl_easy_setopt(with.get(), CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(with.get(), CURLOPT_XFERINFOFUNCTION, go_on);
    curl_easy_setopt(with.get(), CURLOPT_XFERINFODATA, const_cast<void*>(static_cast<const void*>(&stopped)));
    return with;
}

constexpr auto no_memory = "libcurl has no memory";

} // namespace

result<void, std::string> post_json(const std::string& url, const std::string& json,
                                    const std::function<bool()>& stopped) {
    const auto with = begun(stopped);
    if (!with) return fail(std::string{no_memory});
    return post(with.get(), url, json);
}

result<void, std::string> send(const address& to, const letter& what, const std::function<bool()>& stopped) {
    const auto* mailed = std::get_if<mailbox>(&to);
    if (mailed == nullptr) return post_json(std::get<webhook>(to).url, what.json, stopped);
    const auto with = begun(stopped);
    if (!with) return fail(std::string{no_memory});
    return mail(with.get(), *mailed, what);
}

} // namespace vagus::alerts
