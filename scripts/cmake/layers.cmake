# How a folder becomes a target: warnings, sanitizers, ccache and mold for all, links stated once.
find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers are cached only under these relaxations (a time stamp would differ at every build).
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
# When it optimises, g++ 12 sees overlaps in `"text" + std::string` that are not there (GCC bug 105651).
add_compile_options($<$<AND:$<CXX_COMPILER_ID:GNU>,$<NOT:$<CONFIG:Debug>>>:-Wno-restrict>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 takes the frame of an inlined Asio coroutine for memory of another operator new.
  add_compile_options(-Wno-mismatched-new-delete)
endif()
if(VAGUS_SANITIZE)
  list(JOIN VAGUS_SANITIZE "," sanitizers)
  add_compile_options(-fsanitize=${sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${sanitizers})
  if("thread" IN_LIST VAGUS_SANITIZE)
    # Asio's fences are unknown to ThreadSanitizer.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()
# One meaning of Asio in every file: no deprecated names, and the separate headers only.
add_compile_definitions(BOOST_ASIO_NO_DEPRECATED)

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(PkgConfig REQUIRED)

# Reading headers is half of what clang does for a file without optimisation, so under the sanitizers files share precompiled sets: one for
# what knows no I/O, one for `engine`. g++ gains a sixth, and goes without: its build shows that every file includes what it needs.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(VAGUS_PLAIN_HEADERS
      <algorithm> <array> <charconv> <chrono> <expected> <filesystem> <functional> <map> <memory> <optional> <ranges> <set> <span> <string> <string_view> <tuple>
      <utility> <variant> <vector>)
  set(VAGUS_ENGINE_HEADERS
      ${VAGUS_PLAIN_HEADERS} <atomic> <condition_variable> <deque> <fstream> <list> <mutex> <thread> <unordered_map>
      <boost/asio/any_io_executor.hpp> <boost/asio/awaitable.hpp> <boost/asio/buffer.hpp> <boost/asio/co_spawn.hpp> <boost/asio/detached.hpp> <boost/asio/io_context.hpp>
      <boost/asio/ip/tcp.hpp> <boost/asio/post.hpp> <boost/asio/steady_timer.hpp> <boost/asio/use_awaitable.hpp>
      <boost/json/array.hpp> <boost/json/object.hpp> <boost/json/value.hpp>)
  # They are taken only where macros and options agree.
  add_compile_definitions($<TARGET_PROPERTY:Boost::json,INTERFACE_COMPILE_DEFINITIONS>)
  add_compile_options(-pthread)
endif()

# vagus_precompile(TARGET HEADER...) or vagus_precompile(TARGET FROM OTHER)
function(vagus_precompile target)
  if("${ARGV1}" STREQUAL "FROM")
    target_precompile_headers(${target} REUSE_FROM ${ARGV2})
  else()
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
  # ccache keeps what is compiled with them only with these flags.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  else()
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()

# vagus_share_precompiled(TARGET OTHER): where sets are shared at all.
function(vagus_share_precompiled target other)
  if(VAGUS_PLAIN_HEADERS)
    vagus_precompile(${target} FROM ${other})
  endif()
endfunction()

# vagus_layer(NAME SOURCES a.cpp ... LINKS vagus::below ... PRIVATE_LINKS lib ...)
# makes the static library vagus_NAME, used as vagus::NAME; includes are written from the project's root.
function(vagus_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(vagus_${name} STATIC ${arg_SOURCES})
  add_library(vagus::${name} ALIAS vagus_${name})
  target_include_directories(vagus_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(vagus_${name} PUBLIC ${arg_LINKS} PRIVATE ${arg_PRIVATE_LINKS})
  if(name STREQUAL "base" AND VAGUS_PLAIN_HEADERS)
    vagus_precompile(vagus_base ${VAGUS_PLAIN_HEADERS})
  elseif(name STREQUAL "runtime" AND VAGUS_ENGINE_HEADERS)
    vagus_precompile(vagus_runtime ${VAGUS_ENGINE_HEADERS})
  elseif(CMAKE_CURRENT_SOURCE_DIR MATCHES "^${PROJECT_SOURCE_DIR}/engine/")
    vagus_share_precompiled(vagus_${name} vagus_runtime)
  else()
    vagus_share_precompiled(vagus_${name} vagus_base)
  endif()
endfunction()

# vagus_test(AREA SOURCES a_test.cpp ... LINKS vagus::x ...): one Catch2 program, one ctest, named by what it covers.
function(vagus_test area)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LINKS" ${ARGN})
  add_executable(test_${area} ${arg_SOURCES})
  target_link_libraries(test_${area} PRIVATE ${arg_LINKS} vagus_catch)
  if(CMAKE_CURRENT_SOURCE_DIR MATCHES "^${PROJECT_SOURCE_DIR}/tests/unit/(base|parsers|config|routes)")
    vagus_share_precompiled(test_${area} vagus_catch)
  else()
    vagus_share_precompiled(test_${area} vagus_wire)
  endif()
  add_test(NAME ${area} COMMAND test_${area} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 1200) # for a disk that takes seconds for a commit: ends what hangs, and judges no speed
  endif()
  set_tests_properties(${area} PROPERTIES TIMEOUT ${arg_TIMEOUT})
endfunction()

# For the days in which folders come one by one.
macro(add_present folder)
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt)
    add_subdirectory(${folder})
  endif()
endmacro()
