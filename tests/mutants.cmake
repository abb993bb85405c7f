# A suite must be able to fail: a mutant is the program with one line of one FILE changed, and its test passes when the suite,
# run for the tags IN, says FAILS_WITH. LINKS: what the suite links. TESTS: the program whose tests they are, where LINKS does not hold them.
set(mutate ${CMAKE_CURRENT_LIST_DIR}/mutate.cmake)

function(mutant name)
  cmake_parse_arguments(arg "" "FILE;FIND;REPLACE;IN;FAILS_WITH;TESTS" "LINKS" ${ARGN})
  set(original ${PROJECT_SOURCE_DIR}/${arg_FILE})
  set(mutant ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  add_custom_command(OUTPUT ${mutant}
    COMMAND ${CMAKE_COMMAND} -DFROM=${original} -DTO=${mutant} -DFIND=${arg_FIND} -DREPLACE=${arg_REPLACE} -P ${mutate}
    DEPENDS ${original} ${mutate} VERBATIM)
  add_executable(test_${name} ${mutant})
  if(arg_TESTS)
    target_sources(test_${name} PRIVATE $<TARGET_OBJECTS:${arg_TESTS}>)
  endif()
  target_link_libraries(test_${name} PRIVATE ${arg_LINKS})
  add_test(NAME ${name} COMMAND test_${name} --abort [${arg_IN}])
  set_tests_properties(${name} PROPERTIES TIMEOUT 1200 PASS_REGULAR_EXPRESSION ${arg_FAILS_WITH})
endfunction()
