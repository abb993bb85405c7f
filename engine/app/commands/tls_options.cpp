#include "engine/app/commands/tls_options.hpp"

#include "base/clock.hpp"
#include "engine/runtime/tls/certificates.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace vagus::app {
namespace {

void add_files(CLI::App& command, CLI::Option& on, tls_options& into, const char* ca) {
    command.add_option("--ca", into.ca, ca)->type_name("FILE")->needs(&on);
    auto* cert = command.add_option("--cert", into.cert, "Our certificate in PEM, with those up to its root")
                     ->type_name("FILE")
                     ->needs(&on);
    auto* key = command.add_option("--key", into.key, "Its private key in PEM")->type_name("FILE")->needs(cert);
    cert->needs(key);
}

} // namespace

void add_tls_of_sender(CLI::App& command, tls_options& into) {
    auto* on = command.add_flag("--tls", into.on, "Speak TLS");
    add_files(command, *on, into, "Authorities in PEM that may vouch for the receiver (those this machine trusts)");
    command.add_option("--name", into.name, "The name the receiver's certificate must carry (the host)")
        ->type_name("NAME")
        ->needs(on);
    command.add_flag("--no-verify", into.no_verify, "Take any certificate, to test with")->needs(on);
}

void add_tls_of_receiver(CLI::App& command, tls_options& into) {
    auto* on = command.add_flag("--tls", into.on, "Speak TLS; needs --cert and --key");
    add_files(command, *on, into, "Senders must show a certificate that one of these authorities in PEM vouches for");
}

result<std::shared_ptr<const tls::certificates>, std::string> read(const tls_options& how) {
    tls::profile files;
    files.ca.value = how.ca;
    files.cert.value = how.cert;
    files.key.value = how.key;
    auto read = tls::load(files, ".", system_clock().wall());
    if (read.made) return std::move(read.made);
    const auto& first = read.flaws.front(); // dates alone leave it usable
    return fail(fmt::format("--{}: {}{}", first.field, first.words, first.fix.empty() ? "" : "; " + first.fix));
}

} // namespace vagus::app
