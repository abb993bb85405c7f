// The VFS under power.hpp.
#pragma once

namespace vagus::crash {

// Makes it the default of this process, in front of the one that was the default. Once.
void install_vfs();

} // namespace vagus::crash
