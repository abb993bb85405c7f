// Catch2 2 has its main in the header; Catch2 3 brings a library and does not build this file.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
